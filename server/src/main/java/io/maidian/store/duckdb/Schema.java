package io.maidian.store.duckdb;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tables of the store, as docs/formats/store-duckdb.md describes them. Stateless. */
final class Schema {
    private static final Logger LOG = LoggerFactory.getLogger(Schema.class);

    /** The version that this program writes. */
    static final int VERSION = 5;

    /** Columns for strings at most, {@code s1} and on; {@link SlotColumns} makes them. */
    static final int TEXT_SLOTS = 20;

    /** Columns for numbers at most, {@code d1} and on. */
    static final int NUMBER_SLOTS = 12;

    /** What every event has; the slots' columns come when a row first needs them. */
    private static final String EVENT_COLUMNS =
            """
            (
                project INTEGER NOT NULL, event INTEGER NOT NULL, event_time BIGINT NOT NULL,
                received BIGINT NOT NULL, user_id VARCHAR NOT NULL, visit_user VARCHAR, id VARCHAR,
                client_time BIGINT NOT NULL, stm BIGINT, request BIGINT NOT NULL,
                idx INTEGER NOT NULL, num DOUBLE, warnings VARCHAR, overflow VARCHAR)\
            """;

    /**
     * Both tiers as one. It must be made again when the recent one gets a column; that the settled
     * one gets the same column later does not change it.
     */
    static final String EVENT_VIEW =
            """
            CREATE OR REPLACE VIEW event AS
                SELECT * FROM event_recent UNION ALL BY NAME SELECT * FROM event_settled\
            """;

    private static final List<String> EVENT_TIERS =
            List.of(
                    "CREATE TABLE event_recent " + EVENT_COLUMNS,
                    "CREATE TABLE event_settled " + EVENT_COLUMNS,
                    EVENT_VIEW);

    /** How the text of a rejected event goes on; see {@link TextParts}. */
    private static final String REJECTED_TEXT =
            """
            CREATE TABLE rejected_text (
                project INTEGER NOT NULL, request BIGINT NOT NULL, received BIGINT NOT NULL,
                idx INTEGER NOT NULL, part INTEGER NOT NULL, text VARCHAR NOT NULL)\
            """;

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
                        state INTEGER, changed BIGINT, more BIGINT)\
                    """,
                    """
                    CREATE TABLE replayed_event (
                        project INTEGER NOT NULL, request BIGINT NOT NULL,
                        idx INTEGER NOT NULL)\
                    """,
                    REJECTED_TEXT,
                    """
                    CREATE TABLE refused_upload (
                        project INTEGER NOT NULL, request BIGINT NOT NULL,
                        received BIGINT NOT NULL, stm BIGINT, code VARCHAR NOT NULL,
                        pointer VARCHAR NOT NULL, got VARCHAR NOT NULL,
                        sample VARCHAR NOT NULL)\
                    """);

    /** What replays of rejected events need. */
    private static final List<String> TO_VERSION_3 =
            List.of(
                    "ALTER TABLE rejected_event ALTER COLUMN raw DROP NOT NULL",
                    "ALTER TABLE rejected_event ADD COLUMN state INTEGER",
                    "ALTER TABLE rejected_event ADD COLUMN changed BIGINT",
                    """
                    CREATE TABLE replayed_event (
                        project INTEGER NOT NULL, request BIGINT NOT NULL,
                        idx INTEGER NOT NULL)\
                    """);

    /** The events of before become the recent tier, which settles step by step. */
    private static final List<String> TO_VERSION_4 =
            List.of(
                    "ALTER TABLE event RENAME TO event_recent",
                    "CREATE TABLE event_settled " + EVENT_COLUMNS,
                    EVENT_VIEW);

    /**
     * Long texts of rejected events go on in rows of their own; those that are there stay whole.
     */
    private static final List<String> TO_VERSION_5 =
            List.of("ALTER TABLE rejected_event ADD COLUMN more BIGINT", REJECTED_TEXT);

    /**
     * What brings a store of version n + 1 to the next one, at index n. Version 2 makes slot
     * columns when they are first used; a store of version 1 has them all, which does no harm.
     */
    private static final List<List<String>> MIGRATIONS =
            List.of(List.of(), TO_VERSION_3, TO_VERSION_4, TO_VERSION_5);

    private Schema() {}

    /**
     * Creates the tables where there are none, brings those of an older version up to this one, and
     * refuses those of a newer one.
     */
    static void prepare(Connection connection) throws SQLException, IOException {
        try (Statement statement = connection.createStatement()) {
            if (!hasTables(statement)) {
                statement.execute("BEGIN TRANSACTION");
                for (String table : SMALL_TABLES) {
                    statement.execute(table);
                }
                for (String tier : EVENT_TIERS) {
                    statement.execute(tier);
                }
                statement.execute("INSERT INTO schema_version VALUES (" + VERSION + ")");
                statement.execute("INSERT INTO log_position VALUES (0)");
                statement.execute("COMMIT");
                return;
            }
            int version = version(statement);
            if (version < 1 || version > VERSION) {
                throw new IOException(
                        "the store has version "
                                + version
                                + ", this program reads version "
                                + VERSION
                                + ": run the newer Maidian that wrote it, or restore a backup that"
                                + " this version made");
            }
            migrate(statement, version);
        }
    }

    private static void migrate(Statement statement, int from) throws SQLException {
        if (from == VERSION) {
            return;
        }
        statement.execute("BEGIN TRANSACTION");
        for (int version = from; version < VERSION; version++) {
            for (String step : MIGRATIONS.get(version - 1)) {
                statement.execute(step);
            }
        }
        statement.execute("UPDATE schema_version SET version = " + VERSION);
        statement.execute("COMMIT");
        LOG.info("the store was brought from version {} to {}", from, VERSION);
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
}
