package io.maidian.store.duckdb;

import io.maidian.disk.FileDisk;
import io.maidian.query.QueryEngine;
import io.maidian.store.EventStore;
import io.maidian.store.QuarantineContract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** DuckDB keeps the promises about rejected events. */
class DuckDbQuarantineTest extends QuarantineContract {
    private @Nullable DuckDbStore store;

    @Override
    protected void open(Path folder) throws IOException {
        store = DuckDbStore.open(new FileDisk(), folder, DuckDbOptions.defaults(2));
    }

    @Override
    protected EventStore store() {
        return Objects.requireNonNull(store);
    }

    @Override
    protected QueryEngine engine() {
        return Objects.requireNonNull(store).queryEngine();
    }
}
