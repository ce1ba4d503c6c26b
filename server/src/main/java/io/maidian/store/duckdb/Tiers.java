package io.maidian.store.duckdb;

import java.io.Closeable;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.duckdb.DuckDBConnection;

/**
 * The two tiers of the events: {@code event_recent} takes batches as they come, {@code
 * event_settled} holds the same columns in runs that are sorted by project, event and time, so that
 * within one event's rows each slot compresses and prunes as a column of its own. Questions ask the
 * view {@code event}, which is both.
 *
 * <p>A step moves the oldest rows in one transaction on a connection of its own: at every moment,
 * also after a crash, each row is in exactly one tier. The adding thread is never kept waiting: it
 * only appends to the recent tier, which a delete does not disturb; where it gives that tier a new
 * column meanwhile, the step's commit fails, and the step is made again. Safe for any thread; steps
 * wait for one another.
 */
final class Tiers implements Closeable {
    /** DuckDB's row group: of fewer rows a sorted run could not prune anything. */
    static final int ROW_GROUP = 122_880;

    /** What a row in the sort may take, generously: a step's rows fit into half of the memory. */
    private static final int ROW_BYTES = 256;

    private static final int STEP_ROWS_AT_MOST = 1 << 20;

    private final Database database;
    private DuckDBConnection connection;
    private final Runnable beforeCommit;

    /**
     * @param beforeCommit what a test does there
     */
    Tiers(Database database, Runnable beforeCommit) throws SQLException {
        this.database = database;
        this.beforeCommit = beforeCommit;
        connection = connect();
    }

    private DuckDBConnection connect() throws SQLException {
        DuckDBConnection made = database.connect();
        made.setAutoCommit(false);
        return made;
    }

    /** As many rows as sort within so much memory. The larger a run, the better it prunes. */
    static int stepRows(long memoryBytes) {
        return (int) Math.clamp(memoryBytes / 2 / ROW_BYTES, (long) ROW_GROUP, STEP_ROWS_AT_MOST);
    }

    /**
     * Moves the oldest rows of the recent tier, if there are enough for a run.
     *
     * @param stepRows how many make one; an upload that they end in goes whole
     * @return how many were moved; 0 where no step is due
     */
    synchronized int settle(int stepRows) throws IOException {
        try {
            int moved = isDue(stepRows) ? move(stepRows) : 0;
            if (moved > 0) {
                beforeCommit.run();
            }
            connection.commit();
            return moved;
        } catch (SQLException e) {
            undo(e);
            throw new IOException("events could not be settled: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            undo(e);
            throw e;
        }
    }

    private boolean isDue(int stepRows) throws SQLException {
        return recentRows() >= stepRows;
    }

    private long recentRows() throws SQLException {
        return number("SELECT count(*) FROM event_recent");
    }

    /** How many rows the recent tier holds. */
    synchronized long unsettled() throws IOException {
        try {
            long rows = recentRows();
            connection.commit();
            return rows;
        } catch (SQLException e) {
            undo(e);
            throw new IOException("events could not be counted: " + e.getMessage(), e);
        }
    }

    private int move(int stepRows) throws SQLException {
        for (String definition : missingColumns()) {
            run("ALTER TABLE event_settled ADD COLUMN " + definition);
        }
        // The first rows in the order of the table; those of replayed events, which have an old
        // request, may be further behind and come along.
        long last =
                number(
                        "SELECT max(request) FROM (SELECT request FROM event_recent LIMIT %d)"
                                .formatted(stepRows));
        String oldest = " FROM event_recent WHERE request <= " + last;
        int moved =
                run(
                        "INSERT INTO event_settled BY NAME SELECT *"
                                + oldest
                                + " ORDER BY project, event, event_time");
        int deleted = run("DELETE" + oldest);
        if (deleted != moved) {
            throw new IllegalStateException("moved " + moved + " rows, deleted " + deleted);
        }
        return moved;
    }

    /** Deletes the oldest of a project's events that were received before this, in both tiers. */
    synchronized int forget(String ai, long receivedBeforeMillis, int limit) throws IOException {
        try {
            String ofProject =
                    "project = (SELECT project FROM project WHERE ai = ?) AND received < "
                            + receivedBeforeMillis;
            int dropped = forget("event_settled", ofProject, ai, limit);
            dropped += forget("event_recent", ofProject, ai, limit - dropped);
            connection.commit();
            return dropped;
        } catch (SQLException e) {
            undo(e);
            throw new IOException("old events could not be dropped: " + e.getMessage(), e);
        }
    }

    /** The first rows of the table that meet the condition, up to the limit. */
    private int forget(String table, String condition, String ai, int limit) throws SQLException {
        String sql =
                """
                DELETE FROM %1$s WHERE %2$s AND rowid <= (
                    SELECT max(rowid) FROM (SELECT rowid FROM %1$s WHERE %2$s LIMIT %3$d))\
                """
                        .formatted(table, condition, limit);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, ai);
            statement.setString(2, ai);
            return statement.executeUpdate();
        }
    }

    /**
     * The slots' columns that the settled tier does not have yet, with their types. Not from
     * duckdb_columns(): that looks into every database there is, so a copy that is being made would
     * be held open until the step's end.
     */
    private List<String> missingColumns() throws SQLException {
        String sql =
                """
                SELECT name || ' ' || type FROM pragma_table_info('event_recent')
                WHERE name NOT IN (SELECT name FROM pragma_table_info('event_settled'))
                ORDER BY cid\
                """;
        List<String> missing = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                missing.add(row.getString(1));
            }
        }
        return missing;
    }

    private int run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    private long number(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    /**
     * A commit that fails leaves its connection without a transaction and of no more use: it is
     * made anew.
     */
    private void undo(Exception failure) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            failure.addSuppressed(e);
            connectAgain(failure);
        }
    }

    private void connectAgain(Exception failure) {
        try {
            connection.close();
            connection = connect();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IOException("cannot close the store's tiers: " + e.getMessage(), e);
        }
    }
}
