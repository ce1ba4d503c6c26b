package io.maidian.store.duckdb;

import io.maidian.log.LogPosition;
import io.maidian.ops.Cancellation;
import java.io.Closeable;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections on which questions are answered: a fixed number, each used by one thread at a
 * time, each answer from one snapshot. A question whose caller has gone ({@link Cancellation}) is
 * given up. Safe for any thread.
 */
final class QueryConnections implements Reads, Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(QueryConnections.class);

    private final Database database;
    private final BlockingQueue<DuckDBConnection> idle;
    private final int size;
    private final Duration timeout;

    QueryConnections(Database database, int size, Duration timeout) throws SQLException {
        this.database = database;
        this.size = size;
        this.timeout = timeout;
        idle = new ArrayBlockingQueue<>(size);
        for (int i = 0; i < size; i++) {
            idle.add(connect());
        }
    }

    private DuckDBConnection connect() throws SQLException {
        DuckDBConnection connection = database.connect();
        connection.setAutoCommit(false);
        return connection;
    }

    /**
     * What was committed at one moment; gives up when the time is over. For one thread, but for
     * {@link #stop}.
     */
    static final class Snapshot {
        private final DuckDBConnection connection;
        private final long deadlineNanos;
        private final Cancellation caller;
        private volatile @Nullable PreparedStatement running;

        private Snapshot(DuckDBConnection connection, long deadlineNanos, Cancellation caller) {
            this.connection = connection;
            this.deadlineNanos = deadlineNanos;
            this.caller = caller;
        }

        private void stop() {
            PreparedStatement statement = running;
            if (statement != null) {
                try {
                    statement.cancel();
                } catch (SQLException e) {
                    LOG.debug("the query had ended already", e);
                }
            }
        }

        /** A statement that is cancelled when the question's time is over. */
        PreparedStatement prepare(String sql, Object... parameters) throws SQLException {
            caller.check();
            long left = deadlineNanos - System.nanoTime();
            PreparedStatement statement = connection.prepareStatement(sql);
            try {
                statement.setQueryTimeout(
                        (int) Math.max(1, TimeUnit.NANOSECONDS.toSeconds(left + 999_999_999L)));
                for (int i = 0; i < parameters.length; i++) {
                    statement.setObject(i + 1, parameters[i]);
                }
                running = statement;
                return statement;
            } catch (SQLException e) {
                statement.close();
                throw e;
            }
        }

        /** The log position that this snapshot stands at. */
        LogPosition position() throws SQLException {
            try (PreparedStatement statement = prepare("SELECT position FROM log_position");
                    ResultSet row = statement.executeQuery()) {
                row.next();
                return new LogPosition(row.getLong(1));
            }
        }
    }

    @Override
    public <T> T read(Work<T> work) throws IOException {
        long deadlineNanos = System.nanoTime() + timeout.toNanos();
        Cancellation caller = Cancellation.ofCaller();
        DuckDBConnection connection = take(caller);
        try {
            Snapshot snapshot = new Snapshot(connection, deadlineNanos, caller);
            try (Cancellation.Stopping _ = caller.stopBy(snapshot::stop)) {
                return work.on(snapshot);
            }
        } catch (SQLException e) {
            caller.check();
            if (System.nanoTime() - deadlineNanos >= 0) {
                throw new IOException(
                        "the query took longer than "
                                + timeout.toSeconds()
                                + " s and was given up: ask for a shorter range",
                        e);
            }
            throw new IOException("the store cannot answer: " + e.getMessage(), e);
        } finally {
            release(connection);
        }
    }

    private DuckDBConnection take(Cancellation caller) throws IOException {
        caller.check();
        try {
            DuckDBConnection connection = idle.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (connection == null) {
                throw new IOException(
                        "%d queries are running and none ended within %d s: try again later"
                                .formatted(size, timeout.toSeconds()));
            }
            return connection;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for a free connection", e);
        }
    }

    private void release(DuckDBConnection connection) throws IOException {
        DuckDBConnection free = connection;
        try {
            connection.rollback();
        } catch (SQLException e) {
            // It would answer nothing more, or from an old snapshot.
            try {
                connection.close();
                free = connect();
            } catch (SQLException again) {
                e.addSuppressed(again);
                throw new IOException("cannot end a query: " + e.getMessage(), e);
            }
        } finally {
            idle.add(free);
        }
    }

    @Override
    public void close() throws IOException {
        SQLException failure = null;
        for (DuckDBConnection connection = idle.poll();
                connection != null;
                connection = idle.poll()) {
            try {
                connection.close();
            } catch (SQLException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw new IOException("cannot close the store's queries", failure);
        }
    }
}
