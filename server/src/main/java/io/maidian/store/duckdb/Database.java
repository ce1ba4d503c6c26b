package io.maidian.store.duckdb;

import io.maidian.disk.Disk;
import io.maidian.ops.ThreadPriority;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;

/** The one DuckDB instance over the store's file, and its connections. Safe for any thread. */
final class Database implements Closeable {
    static final String FILE = "maidian.duckdb";

    private final DuckDBConnection root;

    private Database(DuckDBConnection root) {
        this.root = root;
    }

    /**
     * Opens the file in this folder, creating it and its tables where they are missing.
     *
     * @param copiesGoTo beside its own, the only folders whose files statements may name
     */
    static Database open(Disk disk, Path folder, List<Path> copiesGoTo, DuckDbOptions options)
            throws IOException {
        disk.createFolders(folder);
        Properties settings = new Properties();
        settings.setProperty("memory_limit", options.memoryBytes() + "B");
        settings.setProperty("threads", "1"); // the caller's own; see startThreads
        settings.setProperty("temp_directory", folder.resolve("tmp").toString());
        settings.setProperty("max_temp_directory_size", options.spillBytes() + "B");
        settings.setProperty("checkpoint_threshold", options.checkpointBytes() + "B");
        settings.setProperty("autoinstall_known_extensions", "false");
        settings.setProperty("autoload_known_extensions", "false");
        settings.setProperty("enable_external_access", "false");
        if (!copiesGoTo.isEmpty()) {
            settings.setProperty("allowed_directories", list(copiesGoTo));
        }
        try {
            DuckDBConnection root =
                    DriverManager.getConnection("jdbc:duckdb:" + folder.resolve(FILE), settings)
                            .unwrap(DuckDBConnection.class);
            try (Statement statement = root.createStatement()) {
                startThreads(statement, options.threads());
                Schema.prepare(root);
                statement.execute("SET lock_configuration = true");
            } catch (SQLException | IOException e) {
                root.close();
                throw e;
            }
            return new Database(root);
        } catch (SQLException e) {
            throw unusable(folder, e);
        }
    }

    /** Says that the file cannot be used, in one line, and what to do. */
    static IOException unusable(Path folder, SQLException e) {
        String why = String.valueOf(e.getMessage()).replace('\n', ' ');
        String repair =
                why.contains("Could not set lock")
                        ? "stop the other process that has it open"
                        : "if the file is damaged, `maidian rebuild --data DIR` (with this data"
                                + " folder) makes a new one from the newest snapshot and the log";
        return new IOException(
                "cannot open the store " + folder.resolve(FILE) + ": " + why + ": " + repair, e);
    }

    /** As DuckDB writes a list of folders. */
    private static String list(List<Path> folders) {
        return folders.stream()
                .map(folder -> SqlText.quoted(folder.toAbsolutePath().normalize() + "/"))
                .collect(Collectors.joining(",", "[", "]"));
    }

    /**
     * DuckDB's own threads inherit the priority of the one that starts them, and work mostly for
     * the indexer: they give way. To open the file is not theirs to do: a start waits for it.
     */
    private static void startThreads(Statement statement, int threads) throws SQLException {
        if (threads == 1) {
            return;
        }
        FutureTask<Boolean> starting =
                new FutureTask<>(() -> {
                    ThreadPriority.giveWay();
                    return statement.execute("SET threads = " + threads);
                });
        Thread.ofPlatform().name("store-threads").start(starting);
        try {
            starting.get();
        } catch (ExecutionException e) {
            throw new SQLException(
                    e.getCause() == null ? e.toString() : e.getCause().getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted while opening the store", e);
        }
    }

    /** A connection of its own for the caller, who closes it. */
    DuckDBConnection connect() throws SQLException {
        return root.duplicate();
    }

    @Override
    public void close() throws IOException {
        try {
            root.close();
        } catch (SQLException e) {
            throw new IOException("cannot close the store: " + e.getMessage(), e);
        }
    }
}
