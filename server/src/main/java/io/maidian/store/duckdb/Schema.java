package io.maidian.store.duckdb;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The tables of the store, as docs/formats/store-duckdb.md describes them. Stateless. */
final class Schema {
    /** The version that this program writes. */
    static final int VERSION = 2;

    /** Columns for strings, {@code s1} and on. */
    static final int TEXT_SLOTS = 20;

    /** Columns for numbers, {@code d1} and on. */
    static final int NUMBER_SLOTS = 12;

    private static final List<String> SMALL_TABLES =
            List.of(
                    "CREATE TABLE schema_version (version INTEGER NOT NULL)",
                    "CREATE TABLE log_position (position BIGINT NOT NULL)",
                    "CREATE TABLE project (project INTEGER NOT NULL, ai VARCHAR NOT NULL)",
                    """
                    CREATE TABLE event_key (
                        project INTEGER NOT NULL, event INTEGER NOT NULL, key VARCHAR NOT NULL,
                        count BIGINT NOT NULL, first_received BIGINT NOT NULL,
                        last_received BIGINT NOT NULL)\
                    """,
                    """
                    CREATE TABLE variable (
                        project INTEGER NOT NULL, event INTEGER NOT NULL,
                        variable INTEGER NOT NULL, key VARCHAR NOT NULL, number BOOLEAN NOT NULL,
                        slot BIGINT, whole BOOLEAN NOT NULL)\
                    """,
                    """
                    CREATE TABLE rejection (
                        project INTEGER NOT NULL, key VARCHAR, code VARCHAR NOT NULL,
                        count BIGINT NOT NULL, last_received BIGINT NOT NULL)\
                    """,
                    """
                    CREATE TABLE rejected_event (
                        project INTEGER NOT NULL, request BIGINT NOT NULL,
                        received BIGINT NOT NULL, stm BIGINT, idx INTEGER NOT NULL,
                        code VARCHAR NOT NULL, pointer VARCHAR NOT NULL, got VARCHAR NOT NULL,
                        event_key VARCHAR, user_id VARCHAR, raw VARCHAR,
                        state INTEGER, changed BIGINT)\
                    """,
                    """
                    CREATE TABLE replayed_event (
                        project INTEGER NOT NULL, request BIGINT NOT NULL,
                        idx INTEGER NOT NULL)\
                    """,
                    """
                    CREATE TABLE refused_upload (
                        project INTEGER NOT NULL, request BIGINT NOT NULL,
                        received BIGINT NOT NULL, stm BIGINT, code VARCHAR NOT NULL,
                        pointer VARCHAR NOT NULL, got VARCHAR NOT NULL,
                        sample VARCHAR NOT NULL)\
                    """);

    /** What brings a store of version 1 to version 2. */
    private static final List<String> TO_VERSION_2 =
            List.of(
                    "ALTER TABLE rejected_event ALTER COLUMN raw DROP NOT NULL",
                    "ALTER TABLE rejected_event ADD COLUMN state INTEGER",
                    "ALTER TABLE rejected_event ADD COLUMN changed BIGINT",
                    """
                    CREATE TABLE replayed_event (
                        project INTEGER NOT NULL, request BIGINT NOT NULL,
                        idx INTEGER NOT NULL)\
                    """,
                    "UPDATE schema_version SET version = 2");

    private Schema() {}

    /** Creates the tables where there are none, and refuses those of a newer version. */
    static void prepare(Connection connection) throws SQLException, IOException {
        try (Statement statement = connection.createStatement()) {
            if (!hasTables(statement)) {
                statement.execute("BEGIN TRANSACTION");
                for (String table : SMALL_TABLES) {
                    statement.execute(table);
                }
                statement.execute(eventTable());
                statement.execute("INSERT INTO schema_version VALUES (" + VERSION + ")");
                statement.execute("INSERT INTO log_position VALUES (0)");
                statement.execute("COMMIT");
                return;
            }
            int version = version(statement);
            if (version == 1) {
                statement.execute("BEGIN TRANSACTION");
                for (String step : TO_VERSION_2) {
                    statement.execute(step);
                }
                statement.execute("COMMIT");
                version = VERSION;
            }
            if (version != VERSION) {
                throw new IOException(
                        "the store has version "
                                + version
                                + ", this program reads version "
                                + VERSION
                                + ": run a newer Maidian, or stop the server, move the store's"
                                + " folder away and start again: it is rebuilt from the log");
            }
        }
    }

    private static boolean hasTables(Statement statement) throws SQLException {
        try (ResultSet found =
                statement.executeQuery(
                        "SELECT count(*) FROM duckdb_tables() WHERE table_name ="
                                + " 'schema_version'")) {
            return found.next() && found.getLong(1) > 0;
        }
    }

    private static int version(Statement statement) throws SQLException {
        try (ResultSet found = statement.executeQuery("SELECT version FROM schema_version")) {
            return found.next() ? found.getInt(1) : 0;
        }
    }

    private static String eventTable() {
        List<String> columns = new ArrayList<>();
        columns.add("project INTEGER NOT NULL");
        columns.add("event INTEGER NOT NULL");
        columns.add("event_time BIGINT NOT NULL");
        columns.add("received BIGINT NOT NULL");
        columns.add("user_id VARCHAR NOT NULL");
        columns.add("visit_user VARCHAR");
        columns.add("id VARCHAR");
        columns.add("client_time BIGINT NOT NULL");
        columns.add("stm BIGINT");
        columns.add("request BIGINT NOT NULL");
        columns.add("idx INTEGER NOT NULL");
        columns.add("num DOUBLE");
        columns.add("warnings VARCHAR");
        columns.add("overflow VARCHAR");
        for (int slot = 1; slot <= TEXT_SLOTS; slot++) {
            columns.add("s" + slot + " VARCHAR");
        }
        for (int slot = 1; slot <= NUMBER_SLOTS; slot++) {
            columns.add("d" + slot + " DOUBLE");
        }
        return "CREATE TABLE event (" + String.join(", ", columns) + ")";
    }
}
