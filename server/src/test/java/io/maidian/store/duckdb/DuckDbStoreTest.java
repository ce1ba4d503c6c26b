package io.maidian.store.duckdb;

import io.maidian.query.QueryEngine;
import io.maidian.store.EventStore;
import io.maidian.store.EventStoreContract;
import java.io.IOException;
import java.nio.file.Path;

/** DuckDB keeps the promises of the event store. */
class DuckDbStoreTest extends EventStoreContract {
    @Override
    protected EventStore open(Path folder, boolean caps) throws IOException {
        Dictionary.Caps small = new Dictionary.Caps(EVENT_KEYS, VARIABLES, 5);
        return DuckDbStore.open(
                new FolderDisk(),
                folder,
                DuckDbOptions.defaults(2),
                caps ? small : Dictionary.Caps.DEFAULT,
                () -> {});
    }

    @Override
    protected QueryEngine engine(EventStore store) {
        return ((DuckDbStore) store).queryEngine();
    }
}
