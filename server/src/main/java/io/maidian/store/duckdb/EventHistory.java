package io.maidian.store.duckdb;

import io.maidian.query.EmptyReason;
import io.maidian.query.EventFacts;
import io.maidian.query.EventSelection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the store knows of one event key, on one snapshot. Stateless. */
final class EventHistory {
    private EventHistory() {}

    static EventFacts of(
            QueryConnections.Snapshot snapshot,
            String ai,
            EventSelection selection,
            @Nullable String user)
            throws SQLException {
        Integer project = SeenEvents.project(snapshot, ai);
        if (project == null) {
            return new EventFacts(0, 0, 0, null, null, null, List.of());
        }
        List<EmptyReason.Rejection> rejections = rejections(snapshot, project, selection.event());
        Condition rows = rows(snapshot, project, selection.event());
        String ofUser = user == null ? "true" : "user_id = ?";
        String sql =
                """
                SELECT count(*), count(*) FILTER (%1$s), count(*) FILTER (%1$s AND %2$s),
                    max(received) FILTER (%1$s), arg_max(event_time, received) FILTER (%1$s)
                FROM event WHERE %3$s\
                """
                        .formatted(
                                ofUser,
                                SelectedEvents.inRange(selection),
                                rows.and("project = " + project).sql());
        List<Object> parameters = new ArrayList<>();
        if (user != null) {
            parameters.addAll(Collections.nCopies(4, user));
        }
        parameters.addAll(rows.parameters());
        try (PreparedStatement statement = snapshot.prepare(sql, parameters.toArray());
                ResultSet row = statement.executeQuery()) {
            row.next();
            long accepted = row.getLong(1);
            return new EventFacts(
                    accepted,
                    row.getLong(2),
                    row.getLong(3),
                    nullable(row, 4),
                    nullable(row, 5),
                    accepted > 0 ? null : gone(snapshot, project, selection.event()),
                    rejections);
        }
    }

    /** Of an event key without rows: what it once had; null where it never had a number. */
    static EventFacts.@Nullable Gone gone(
            QueryConnections.Snapshot snapshot, int project, String event) throws SQLException {
        try (PreparedStatement statement =
                        snapshot.prepare(
                                """
                                SELECT count, last_received, coalesce(last_received < (
                                    SELECT max(r.last_received) FROM rejection r
                                    WHERE r.project = k.project AND r.key = k.key), false)
                                FROM event_key k WHERE project = ? AND key = ?\
                                """,
                                project,
                                event);
                ResultSet row = statement.executeQuery()) {
            return row.next()
                    ? new EventFacts.Gone(row.getLong(1), row.getLong(2), row.getBoolean(3))
                    : null;
        }
    }

    /** The rows of an event key among those of its project. */
    static Condition rows(QueryConnections.Snapshot snapshot, int project, String event)
            throws SQLException {
        Integer number = UploadConditions.eventNumber(snapshot, project, event);
        return number != null
                ? new Condition("event = " + number, List.of())
                : new Condition(
                        "event = "
                                + Dictionary.OVERFLOW
                                + " AND json_extract_string(overflow, '$.key') = ?",
                        List.of(event));
    }

    private static @Nullable Long nullable(ResultSet row, int column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : (Long) value;
    }

    private static List<EmptyReason.Rejection> rejections(
            QueryConnections.Snapshot snapshot, int project, String event) throws SQLException {
        List<EmptyReason.Rejection> rejections = new ArrayList<>();
        try (PreparedStatement statement =
                        snapshot.prepare(
                                """
                                SELECT code, sum(count) FROM rejection
                                WHERE project = ? AND key = ?
                                GROUP BY code ORDER BY sum(count) DESC, code\
                                """,
                                project,
                                event);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                rejections.add(new EmptyReason.Rejection(row.getString(1), row.getLong(2)));
            }
        }
        return rejections;
    }
}
