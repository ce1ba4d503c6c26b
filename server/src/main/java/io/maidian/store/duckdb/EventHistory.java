package io.maidian.store.duckdb;

import io.maidian.query.EmptyReason;
import io.maidian.query.EventFacts;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the store knows of one event key, on one snapshot. Stateless. */
final class EventHistory {
    private EventHistory() {}

    static EventFacts of(
            QueryConnections.Snapshot snapshot, String ai, String event, @Nullable String user)
            throws SQLException {
        Integer project = SeenEvents.project(snapshot, ai);
        if (project == null) {
            return new EventFacts(0, 0, null, null, List.of());
        }
        List<EmptyReason.Rejection> rejections = rejections(snapshot, project, event);
        Condition rows = rows(snapshot, project, event);
        String ofUser = user == null ? "" : " FILTER (WHERE user_id = ?)";
        String sql =
                "SELECT count(*), count(*)%1$s, max(received)%1$s, arg_max(event_time, received)%1$s FROM event WHERE %2$s"
                        .formatted(ofUser, rows.and("project = " + project).sql());
        List<Object> parameters = new ArrayList<>();
        if (user != null) {
            parameters.addAll(List.of(user, user, user));
        }
        parameters.addAll(rows.parameters());
        try (PreparedStatement statement = snapshot.prepare(sql, parameters.toArray());
                ResultSet row = statement.executeQuery()) {
            row.next();
            return new EventFacts(
                    row.getLong(1), row.getLong(2), nullable(row, 3), nullable(row, 4), rejections);
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
