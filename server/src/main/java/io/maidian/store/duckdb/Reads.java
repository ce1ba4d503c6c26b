package io.maidian.store.duckdb;

import java.io.IOException;
import java.sql.SQLException;

/** Where questions are answered from. Safe for any thread. */
interface Reads {
    /** Work on a snapshot. */
    interface Work<T> {
        T on(QueryConnections.Snapshot snapshot) throws SQLException, IOException;
    }

    /**
     * Does the work on one snapshot.
     *
     * @throws IOException also when the time is over
     */
    <T> T read(Work<T> work) throws IOException;
}
