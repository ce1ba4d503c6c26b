package io.maidian.store.duckdb;

import io.maidian.disk.FileDisk;
import io.maidian.event.EventBatch;
import io.maidian.log.LogPosition;
import io.maidian.query.EventPagesContract;
import io.maidian.query.QueryEngine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** DuckDB keeps the promises of the events themselves. */
class DuckDbEventPagesTest extends EventPagesContract {
    private @Nullable DuckDbStore store;

    private DuckDbStore store() {
        return Objects.requireNonNull(store);
    }

    @Override
    protected void open(Path folder) throws IOException {
        store =
                DuckDbStore.open(
                        new FileDisk(),
                        folder,
                        DuckDbOptions.defaults(2),
                        new Dictionary.Caps(EVENT_KEYS, 1000, 1000, 1000),
                        () -> {});
    }

    @Override
    protected void add(EventBatch batch, long reached) throws Exception {
        store().add(batch, new LogPosition(reached));
    }

    @Override
    protected QueryEngine engine() {
        return store().queryEngine();
    }

    @Override
    protected void close() throws IOException {
        store().close();
    }
}
