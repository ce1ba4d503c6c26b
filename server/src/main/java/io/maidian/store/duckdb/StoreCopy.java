package io.maidian.store.duckdb;

import io.maidian.disk.Disk;
import io.maidian.disk.DiskFile;
import io.maidian.log.LogPosition;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * Copies all tables of a store, as they stand at one moment, into a new file, while it is added to
 * and asked: the copy holds what lives and no free space. Before it is given out, the copy is
 * compared with the moment that it was made of, forced, and opened on its own. One copy at a time;
 * {@link #stop} may be called by any thread.
 */
final class StoreCopy {
    private static final String NAME = "copying";

    private final Disk disk;
    private final DuckDbStore store;
    private @Nullable Statement running;
    private boolean stopped;

    StoreCopy(Disk disk, DuckDbStore store) {
        this.disk = disk;
        this.store = store;
    }

    /**
     * What a store holds.
     *
     * @param rows of each table
     */
    record Facts(LogPosition position, Map<String, Long> rows) {}

    /**
     * Makes the copy; what lies at the target is replaced. It is durable on return, its name is
     * not.
     *
     * @param target in a folder that the store may write copies to
     * @throws IOException also where the copy is not what it should be; the target is removed
     */
    Facts to(Path target) throws IOException {
        remove(target);
        boolean done = false;
        try {
            Facts facts = write(target);
            requireNoWriteAheadLog(target);
            try (DiskFile file = disk.open(target)) {
                file.force();
            }
            require(facts, inspect(target), target);
            done = true;
            return facts;
        } catch (SQLException e) {
            throw new IOException(
                    "the store could not be copied to " + target + ": " + e.getMessage(), e);
        } finally {
            if (!done) {
                remove(target);
            }
        }
    }

    /** Ends a copy that is running; it fails. */
    synchronized void stop() {
        stopped = true;
        if (running != null) {
            try {
                running.cancel();
            } catch (SQLException e) {
                throw new IllegalStateException("a statement that cannot be cancelled", e);
            }
        }
    }

    private synchronized void running(@Nullable Statement statement) throws SQLException {
        if (stopped && statement != null) {
            throw new SQLException("stopped");
        }
        running = statement;
    }

    private Facts write(Path target) throws SQLException, IOException {
        try (DuckDBConnection connection = store.connect();
                Attached _ = Attached.at(target, connection)) {
            Facts facts = copy(connection, target);
            // As it is let go it may be in use still, and is closed later: a disk that is full by
            // then would be told to nobody.
            execute(connection, "CHECKPOINT " + NAME);
            return facts;
        }
    }

    /** The copy's file beside the store, as long as it is written. */
    private record Attached(DuckDBConnection connection) implements AutoCloseable {
        static Attached at(Path target, DuckDBConnection connection) throws SQLException {
            String file = SqlText.quoted(target.toAbsolutePath().normalize().toString());
            execute(connection, "ATTACH " + file + " AS " + NAME);
            return new Attached(connection);
        }

        @Override
        public void close() throws SQLException {
            execute(connection, "DETACH " + NAME);
        }
    }

    private Facts copy(DuckDBConnection connection, Path target) throws SQLException, IOException {
        execute(connection, "BEGIN TRANSACTION");
        try {
            Facts live = copyAll(connection, target);
            execute(connection, "COMMIT");
            return live;
        } catch (SQLException | IOException e) {
            rollBack(connection, e);
            throw e;
        }
    }

    private Facts copyAll(DuckDBConnection connection, Path target)
            throws SQLException, IOException {
        try (Statement statement = connection.createStatement()) {
            String own = text(statement, "SELECT current_database()");
            running(statement);
            statement.execute("COPY FROM DATABASE " + SqlText.name(own) + " TO " + NAME);
            Facts live = facts(statement, own);
            require(live, facts(statement, NAME), target);
            return live;
        } finally {
            running(null);
        }
    }

    private static void rollBack(DuckDBConnection connection, Exception failure) {
        try {
            execute(connection, "ROLLBACK");
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    /** On a statement of its own: one that fails is of no more use. */
    private static void execute(DuckDBConnection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** A file that was closed whole needs none. */
    private void requireNoWriteAheadLog(Path target) throws IOException {
        Path file = writeAheadLog(target);
        if (disk.list(Objects.requireNonNull(target.getParent())).contains(file)) {
            throw new IOException(
                    target
                            + " is no whole copy, part of it is in "
                            + file
                            + ": make sure that the disk has room, and try again");
        }
    }

    private static Path writeAheadLog(Path target) {
        return target.resolveSibling(target.getFileName() + ".wal");
    }

    private void remove(Path target) throws IOException {
        disk.delete(target);
        disk.delete(writeAheadLog(target));
    }

    /** Opens a store's file on its own, without changing it, and reads all its tables' sizes. */
    static Facts inspect(Path file) throws IOException {
        Properties settings = new Properties();
        settings.setProperty("duckdb.read_only", "true");
        settings.setProperty("memory_limit", "64MiB");
        settings.setProperty("threads", "1");
        settings.setProperty("enable_external_access", "false");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file, settings);
                Statement statement = connection.createStatement()) {
            return facts(statement, text(statement, "SELECT current_database()"));
        } catch (SQLException e) {
            throw new IOException(file + " cannot be opened: " + e.getMessage(), e);
        }
    }

    private static void require(Facts expected, Facts found, Path target) throws IOException {
        if (!found.equals(expected)) {
            throw new IOException(
                    target + " is not the copy that it should be: " + found + ", not " + expected);
        }
    }

    private static Facts facts(Statement statement, String database) throws SQLException {
        Map<String, Long> rows = new TreeMap<>();
        try (ResultSet tables =
                statement.executeQuery(
                        "SELECT table_name FROM duckdb_tables() WHERE database_name = "
                                + SqlText.quoted(database))) {
            while (tables.next()) {
                rows.put(tables.getString(1), 0L);
            }
        }
        String prefix = SqlText.name(database) + ".main.";
        for (Map.Entry<String, Long> table : rows.entrySet()) {
            table.setValue(
                    number(
                            statement,
                            "SELECT count(*) FROM " + prefix + SqlText.name(table.getKey())));
        }
        long position = number(statement, "SELECT position FROM " + prefix + "log_position");
        return new Facts(new LogPosition(position), rows);
    }

    private static String text(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            if (!row.next()) {
                throw new SQLException("nothing in answer to " + sql);
            }
            return row.getLong(1);
        }
    }
}
