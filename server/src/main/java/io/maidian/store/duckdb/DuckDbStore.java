package io.maidian.store.duckdb;

import io.maidian.disk.Disk;
import io.maidian.event.EventBatch;
import io.maidian.log.LogPosition;
import io.maidian.query.QueryEngine;
import io.maidian.store.EventStore;
import io.maidian.store.UnloadableException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * The event store in one DuckDB file, described in docs/formats/store-duckdb.md.
 *
 * <p>Invariant: rows, the dictionary's tables and the log position change in one transaction, which
 * DuckDB forces before {@link #add} returns; so what is in is exactly what lies before {@link
 * #position}. Adding, forgetting and closing wait for one another; {@link #position}, {@link
 * #settle} and the {@link #queryEngine} never wait for them. Safe for any thread.
 */
public final class DuckDbStore implements EventStore {
    private final Database database;
    private DuckDBConnection connection;
    private final QueryConnections connections;
    private final DuckDbQueryEngine queryEngine;
    private final Tiers tiers;
    private final int stepRows;
    private final Feed feed = new Feed();
    private final Dictionary.Caps caps;
    private final Runnable beforeCommit;

    /** Null after a failure, until it is read again. */
    private @Nullable Dictionary dictionary;

    private SlotColumns slots;

    private volatile LogPosition position;

    /** What lies before it is in the file itself. */
    private LogPosition checkpointed = LogPosition.START;

    private DuckDbStore(
            Database database, DuckDbOptions options, Dictionary.Caps caps, Runnable beforeCommit)
            throws SQLException {
        this.database = database;
        this.caps = caps;
        this.beforeCommit = beforeCommit;
        connection = database.connect();
        feed.register(connection);
        connection.setAutoCommit(false);
        position = storedPosition();
        dictionary = Dictionary.load(connection, caps);
        slots = SlotColumns.load(connection);
        connection.commit();
        connections = new QueryConnections(database, options.queries(), options.queryTimeout());
        queryEngine = new DuckDbQueryEngine(connections, options.queryTimeout());
        tiers = new Tiers(database, beforeCommit);
        stepRows = Tiers.stepRows(options.memoryBytes());
    }

    /**
     * Opens the store in this folder, or creates it.
     *
     * @throws IOException also where another process has it open, or a newer Maidian wrote it
     */
    public static DuckDbStore open(Disk disk, Path folder, DuckDbOptions options)
            throws IOException {
        return open(disk, folder, options, Dictionary.Caps.DEFAULT, () -> {});
    }

    static DuckDbStore open(
            Disk disk,
            Path folder,
            DuckDbOptions options,
            Dictionary.Caps caps,
            Runnable beforeCommit)
            throws IOException {
        Database database = Database.open(disk, folder, List.of(), options);
        return over(database, folder, options, caps, beforeCommit);
    }

    /**
     * Opens the store in this folder, or creates it.
     *
     * @param copiesGoTo the folders that {@link StoreCopy} may write into
     */
    static DuckDbStore open(Disk disk, Path folder, List<Path> copiesGoTo, DuckDbOptions options)
            throws IOException {
        Database database = Database.open(disk, folder, copiesGoTo, options);
        return over(database, folder, options, Dictionary.Caps.DEFAULT, () -> {});
    }

    private static DuckDbStore over(
            Database database,
            Path folder,
            DuckDbOptions options,
            Dictionary.Caps caps,
            Runnable beforeCommit)
            throws IOException {
        try {
            return new DuckDbStore(database, options, caps, beforeCommit);
        } catch (SQLException e) {
            database.close();
            throw Database.unusable(folder, e);
        }
    }

    /** Answers questions from this store, until it is closed. */
    public QueryEngine queryEngine() {
        return queryEngine;
    }

    /** Where its questions are answered from. */
    Reads reads() {
        return connections;
    }

    /** A connection of its own for the caller, who closes it. */
    DuckDBConnection connect() throws SQLException {
        return database.connect();
    }

    @Override
    public LogPosition position() {
        return position;
    }

    @Override
    public synchronized void add(EventBatch batch, LogPosition reached)
            throws IOException, UnloadableException {
        Dictionary known = dictionary();
        if (reached.compareTo(position) <= 0) {
            throw new IllegalArgumentException(reached + " is not after " + position);
        }
        try {
            write(batch, known);
            try (PreparedStatement move =
                    connection.prepareStatement("UPDATE log_position SET position = ?")) {
                move.setLong(1, reached.offset());
                move.executeUpdate();
            }
            beforeCommit.run();
            connection.commit();
            position = reached;
        } catch (SQLException e) {
            undo();
            throw failure(e);
        } catch (UnloadableException | RuntimeException | Error e) {
            undo();
            throw e;
        }
    }

    @Override
    public synchronized boolean canTake(EventBatch batch) throws IOException {
        try {
            write(batch, dictionary());
            return true;
        } catch (UnloadableException e) {
            return false;
        } catch (SQLException e) {
            if (isFaultOfData(e)) {
                return false;
            }
            throw new IOException(e.getMessage(), e);
        } finally {
            undo();
        }
    }

    private void write(EventBatch batch, Dictionary known)
            throws SQLException, UnloadableException {
        Feed.Rows events = EventRows.of(batch.events(), known);
        slots.make(connection, events);
        feed.insert(connection, "event_recent", events);
        RejectedRows.Rejected rejected = RejectedRows.rejected(batch.rejected(), known);
        feed.insert(connection, "rejected_event", rejected.events());
        feed.insert(connection, "rejected_text", rejected.texts());
        feed.insert(connection, "refused_upload", RejectedRows.refused(batch.refused(), known));
        new QuarantineRows(feed, connection, known, slots).write(batch.changes());
        new DictionaryWriter(feed, connection).write(known);
    }

    /** Rolls back; what is in memory is read again before the next batch. */
    private void undo() throws IOException {
        dictionary = null;
        try {
            connection.rollback();
        } catch (SQLException e) {
            connectAgain(e);
        }
    }

    /**
     * A commit that fails, on a full disk, leaves its connection without a transaction and of no
     * more use.
     */
    private void connectAgain(SQLException failure) throws IOException {
        try {
            connection.close();
            connection = database.connect();
            connection.setAutoCommit(false);
        } catch (SQLException e) {
            e.addSuppressed(failure);
            throw new IOException(
                    "cannot open the store again, restart the server: " + e.getMessage(), e);
        }
    }

    /**
     * What the store knows, read again after a failure.
     *
     * @throws IOException also where the commit that was reported as failed is in after all: the
     *     batch at hand begins before it, and is to be read again from {@link #position}
     */
    private Dictionary dictionary() throws IOException {
        Dictionary known = dictionary;
        if (known == null) {
            LogPosition stored;
            try {
                stored = storedPosition();
                known = Dictionary.load(connection, caps);
                slots = SlotColumns.load(connection);
                connection.commit();
                dictionary = known;
            } catch (SQLException e) {
                undo();
                throw new IOException("cannot read the store: " + e.getMessage(), e);
            }
            if (!stored.equals(position)) {
                position = stored;
                throw new IOException(
                        "a commit that was reported as failed is in after all: going on from "
                                + stored.offset());
            }
        }
        return known;
    }

    private LogPosition storedPosition() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT position FROM log_position")) {
            if (!row.next()) {
                throw new SQLException("the store has no log position");
            }
            return new LogPosition(row.getLong(1));
        }
    }

    private static IOException failure(SQLException e) throws UnloadableException {
        if (isFaultOfData(e)) {
            throw new UnloadableException(String.valueOf(e.getMessage()), e);
        }
        return new IOException("the store cannot take the batch: " + e.getMessage(), e);
    }

    /** DuckDB's messages begin with the kind of error; the driver gives no other sign of it. */
    private static boolean isFaultOfData(SQLException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("Invalid Input Error")
                || message.contains("Conversion Error")
                || message.contains("Constraint Error")
                || message.contains("Out of Range Error");
    }

    @Override
    public synchronized int forgetRejected(String ai, long receivedBeforeMillis, int limit)
            throws IOException {
        try {
            int dropped = forget("rejected_event", ai, receivedBeforeMillis, limit);
            dropped += forget("rejected_text", ai, receivedBeforeMillis, limit - dropped);
            dropped += forget("refused_upload", ai, receivedBeforeMillis, limit - dropped);
            connection.commit();
            return dropped;
        } catch (SQLException e) {
            undo();
            throw new IOException("cannot drop old rejected events: " + e.getMessage(), e);
        }
    }

    private int forget(String table, String ai, long receivedBeforeMillis, int limit)
            throws SQLException {
        String sql =
                """
                DELETE FROM %1$s WHERE rowid IN (
                    SELECT rowid FROM %1$s
                    WHERE project = (SELECT project FROM project WHERE ai = ?) AND received < ?
                    LIMIT ?)\
                """
                        .formatted(table);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, ai);
            statement.setLong(2, receivedBeforeMillis);
            statement.setInt(3, limit);
            return statement.executeUpdate();
        }
    }

    @Override
    public synchronized LogPosition checkpoint() throws IOException {
        LogPosition reached = position;
        if (!reached.equals(checkpointed)) {
            try (DuckDBConnection own = database.connect();
                    Statement statement = own.createStatement()) {
                statement.execute("CHECKPOINT");
                checkpointed = reached;
            } catch (SQLException e) {
                throw new IOException("cannot checkpoint the store: " + e.getMessage(), e);
            }
        }
        return reached;
    }

    @Override
    public int settle() throws IOException {
        return tiers.settle(stepRows);
    }

    @Override
    public long unsettled() throws IOException {
        return tiers.unsettled();
    }

    @Override
    public int forgetEvents(String ai, long receivedBeforeMillis, int limit) throws IOException {
        return tiers.forget(ai, receivedBeforeMillis, limit);
    }

    /** Moves rows in a step of this size. */
    int settle(int rows) throws IOException {
        return tiers.settle(rows);
    }

    @Override
    public synchronized void close() throws IOException {
        tiers.close();
        connections.close();
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IOException("cannot close the store: " + e.getMessage(), e);
        } finally {
            database.close();
        }
    }
}
