package io.maidian.store.duckdb;

import io.maidian.query.UploadSearch;
import io.maidian.query.UploadSearch.Outcome;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A search for uploads as conditions on the three tables that hold their fates. Immutable.
 *
 * @param tables the tables in which an upload may meet the search
 */
record UploadConditions(List<Table> tables, Condition events, Condition rejected) {
    /** Which rows of {@code rejected_event} stand for an event that was not stored after all. */
    static final String STILL_REJECTED = "state IS DISTINCT FROM " + QuarantineRows.REPLAYED;

    private static final Condition NEVER = new Condition("false", List.of());

    /** A table, and which of its rows meet the search. */
    record Table(String name, Condition condition) {}

    static UploadConditions of(QueryConnections.Snapshot snapshot, int project, UploadSearch search)
            throws SQLException {
        Outcome outcome = search.outcome();
        Condition events =
                outcome == null || outcome == Outcome.ACCEPTED || outcome == Outcome.WARNED
                        ? events(eventNumber(snapshot, project, search.event()), search)
                        : NEVER;
        Condition rejected =
                outcome == null || outcome == Outcome.REJECTED ? rejected(search) : NEVER;
        List<Table> tables = new ArrayList<>();
        tables.add(new Table("event", events));
        tables.add(new Table("rejected_event", rejected));
        if ((outcome == null || outcome == Outcome.REFUSED)
                && search.event() == null
                && search.user() == null) {
            Parts refused = new Parts();
            refused.add("code = ?", search.code());
            tables.add(new Table("refused_upload", refused.all()));
        }
        return new UploadConditions(List.copyOf(tables), events, rejected);
    }

    private static Condition events(@Nullable Integer number, UploadSearch search) {
        Parts parts = new Parts();
        if (number != null) {
            parts.add("event = " + number);
        } else {
            parts.add(
                    "event = "
                            + Dictionary.OVERFLOW
                            + " AND json_extract_string(overflow, '$.key') = ?",
                    search.event());
        }
        parts.add("user_id = ?", search.user());
        if (search.outcome() == Outcome.WARNED) {
            parts.add("warnings IS NOT NULL");
        }
        parts.add("contains(warnings, '\"code\":\"' || ? || '\"')", search.code());
        return parts.all();
    }

    /** A replayed event is an accepted one of its upload, no longer a rejected one. */
    private static Condition rejected(UploadSearch search) {
        Parts parts = new Parts();
        parts.add(STILL_REJECTED);
        parts.add("event_key = ?", search.event());
        parts.add("user_id = ?", search.user());
        parts.add("code = ?", search.code());
        return parts.all();
    }

    /** The number of an event key; null where it has none of its own. */
    static @Nullable Integer eventNumber(
            QueryConnections.Snapshot snapshot, int project, @Nullable String key)
            throws SQLException {
        if (key == null) {
            return null;
        }
        try (PreparedStatement statement =
                        snapshot.prepare(
                                "SELECT event FROM event_key WHERE project = ? AND key = ?",
                                project,
                                key);
                ResultSet row = statement.executeQuery()) {
            return row.next() ? (Integer) row.getInt(1) : null;
        }
    }

    /** Conditions of which all are to be met. */
    private static final class Parts {
        private final List<String> sql = new ArrayList<>();
        private final List<Object> parameters = new ArrayList<>();

        void add(String condition) {
            sql.add(condition);
        }

        /** One with a parameter; none where that is null. */
        void add(String condition, @Nullable String parameter) {
            if (parameter != null) {
                sql.add(condition);
                parameters.add(parameter);
            }
        }

        Condition all() {
            return sql.isEmpty()
                    ? Condition.ALWAYS
                    : new Condition(String.join(" AND ", sql), parameters);
        }
    }
}
