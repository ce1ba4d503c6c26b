package io.maidian.catalog.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The file that the catalog lies in: brought to this version's format, or refused with one line
 * that says what to do. A commit on its connections is durable (WAL, each commit forced).
 */
final class CatalogFile {
    /** The format that this version writes; each migration sets it as {@code user_version}. */
    static final int FORMAT = 5;

    /** "MAID", in the file's header. */
    static final int APPLICATION_ID = 0x4D41_4944;

    static final String MIGRATIONS = "classpath:db/catalog";

    private static final int BUSY_MILLIS = 5_000;

    private CatalogFile() {}

    /** Opens the file; creates it where it is missing, in a folder that is there. */
    static Connection open(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException(
                    "The catalog " + file + " is a folder; move it away, a file belongs there.");
        }
        SQLiteDataSource source = source(file);
        try {
            if (format(source, file) < FORMAT) {
                // Flyway costs most of a second to start, so only where there is something to do.
                Flyway.configure().dataSource(source).locations(MIGRATIONS).load().migrate();
            }
            return checked(source, file);
        } catch (SQLException e) {
            throw refused(file, e);
        } catch (FlywayException e) {
            throw e.getCause() instanceof SQLException cause
                    ? refused(file, cause)
                    : new IOException(
                            "The catalog "
                                    + file
                                    + " could not be brought to this version's format; restore it"
                                    + " from a backup. "
                                    + firstLine(e),
                            e);
        }
    }

    private static SQLiteDataSource source(Path file) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(JournalMode.WAL);
        config.setSynchronous(SynchronousMode.FULL);
        config.setTransactionMode(TransactionMode.IMMEDIATE);
        config.setBusyTimeout(BUSY_MILLIS);
        config.enforceForeignKeys(true);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
        return source;
    }

    private static int format(SQLiteDataSource source, Path file) throws SQLException, IOException {
        try (Connection connection = source.getConnection()) {
            int format = number(connection, "PRAGMA user_version");
            boolean ours = number(connection, "PRAGMA application_id") == APPLICATION_ID;
            // Flyway makes its own table first, so a first start that was killed leaves only that.
            boolean empty =
                    number(
                                    connection,
                                    "SELECT count(*) FROM sqlite_schema"
                                            + " WHERE tbl_name <> 'flyway_schema_history'")
                            == 0;
            if (!ours && !empty) {
                throw new IOException(
                        "The file "
                                + file
                                + " is no Maidian catalog but another SQLite database; move it"
                                + " away.");
            }
            if (format > FORMAT) {
                throw new IOException(
                        "The catalog "
                                + file
                                + " was written by a newer Maidian (format "
                                + format
                                + ", this version knows up to "
                                + FORMAT
                                + "); start that version again.");
            }
            return format;
        }
    }

    @SuppressWarnings("MustBeClosedChecker")
    private static Connection checked(SQLiteDataSource source, Path file)
            throws SQLException, IOException {
        Connection connection = source.getConnection();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("PRAGMA quick_check(1)")) {
            String verdict = result.next() ? result.getString(1) : "no answer";
            if (!"ok".equals(verdict)) {
                throw damaged(file, verdict.replace('\n', ' '), null);
            }
            return connection;
        } catch (SQLException | IOException e) {
            connection.close();
            throw e;
        }
    }

    private static int number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            return result.next() ? result.getInt(1) : 0;
        }
    }

    private static IOException refused(Path file, SQLException e) {
        if (e instanceof SQLiteException sqlite
                && (sqlite.getResultCode() == SQLiteErrorCode.SQLITE_NOTADB
                        || (sqlite.getResultCode().code & 0xFF)
                                == SQLiteErrorCode.SQLITE_CORRUPT.code)) {
            return damaged(file, firstLine(e), e);
        }
        return new IOException(
                "The catalog "
                        + file
                        + " cannot be opened; see that its folder is there and can be written to,"
                        + " and that no other program holds it. "
                        + firstLine(e),
                e);
    }

    private static IOException damaged(Path file, String reason, @Nullable Exception cause) {
        return new IOException(
                "The catalog "
                        + file
                        + " is damaged; restore it from a backup, or move it away to begin an empty"
                        + " one (uploaded events do not lie in it). "
                        + reason,
                cause);
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
