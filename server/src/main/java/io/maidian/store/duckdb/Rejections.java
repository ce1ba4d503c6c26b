package io.maidian.store.duckdb;

import io.maidian.event.Finding;
import io.maidian.event.RejectedEvent;
import io.maidian.event.RejectionId;
import io.maidian.event.Upload;
import io.maidian.query.QuarantinedEvent;
import io.maidian.query.RejectionCounts;
import io.maidian.query.RejectionPage;
import io.maidian.query.RejectionSearch;
import io.maidian.query.RejectionState;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rejected events of a project, on one snapshot. They are told apart and ordered by request and
 * place, so that a page goes on exactly where the one before it ended, whatever arrives meanwhile.
 * For one thread.
 */
final class Rejections {
    private static final String COLUMNS =
            "request, received, stm, idx, code, pointer, got, event_key, user_id, raw, state, changed";

    private static final String STATES =
            """
            count(*) FILTER (state IS NULL) AS open,
            count(*) FILTER (state = %d) AS replayed,
            count(*) FILTER (state = %d) AS discarded,
            count(*) FILTER (state = %d) AS counted\
            """
                    .formatted(
                            QuarantineRows.REPLAYED,
                            QuarantineRows.DISCARDED,
                            QuarantineRows.COUNTED);

    private final QueryConnections.Snapshot snapshot;
    private final String ai;

    Rejections(QueryConnections.Snapshot snapshot, String ai) {
        this.snapshot = snapshot;
        this.ai = ai;
    }

    /** A condition and its parameters. */
    private static final class Condition {
        private final StringBuilder sql;
        private final List<Object> parameters = new ArrayList<>();

        Condition(int project) {
            sql = new StringBuilder("project = ").append(project);
        }

        void and(String term, @Nullable Object... values) {
            for (Object value : values) {
                if (value == null) {
                    return;
                }
            }
            sql.append(" AND ").append(term);
            for (Object value : values) {
                parameters.add(value);
            }
        }
    }

    private static Condition condition(int project, RejectionSearch search) {
        Condition condition = new Condition(project);
        condition.and("code = ?", search.code());
        condition.and("event_key = ?", search.event());
        condition.and("user_id = ?", search.user());
        condition.and("received >= ?", search.fromMillis());
        condition.and("received < ?", search.toMillis());
        switch (search.state()) {
            case null -> {}
            case OPEN -> condition.and("state IS NULL");
            case REPLAYED -> condition.and("state = ?", QuarantineRows.REPLAYED);
            case DISCARDED -> condition.and("state = ?", QuarantineRows.DISCARDED);
            case COUNTED -> condition.and("state = ?", QuarantineRows.COUNTED);
        }
        return condition;
    }

    RejectionPage page(RejectionSearch search, RejectionPage.Request wanted) throws SQLException {
        Integer project = SeenEvents.project(snapshot, ai);
        if (project == null) {
            return new RejectionPage(List.of(), null);
        }
        Condition condition = condition(project, search);
        RejectionId after = wanted.after();
        if (after != null) {
            long request = RequestNumber.of(after.upload());
            condition.and(
                    "request <= ? AND (request < ? OR idx < ?)", request, request, after.index());
        }
        String sql =
                "SELECT %s FROM rejected_event WHERE %s ORDER BY request DESC, idx DESC LIMIT %d"
                        .formatted(COLUMNS, condition.sql, wanted.limit() + 1L);
        List<QuarantinedEvent> events = new ArrayList<>();
        long chars = 0;
        try (PreparedStatement statement = snapshot.prepare(sql, condition.parameters.toArray());
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                if (events.size() == wanted.limit() || chars >= wanted.rawChars()) {
                    return new RejectionPage(events, events.getLast().id());
                }
                QuarantinedEvent event = event(row);
                events.add(event);
                String raw = event.event().raw();
                chars += raw == null ? 0 : raw.length();
            }
        }
        return new RejectionPage(events, null);
    }

    @Nullable QuarantinedEvent find(RejectionId id) throws SQLException {
        Integer project = SeenEvents.project(snapshot, ai);
        if (project == null) {
            return null;
        }
        String sql =
                "SELECT %s FROM rejected_event WHERE project = ? AND request = ? AND idx = ?"
                        .formatted(COLUMNS);
        try (PreparedStatement statement =
                        snapshot.prepare(sql, project, RequestNumber.of(id.upload()), id.index());
                ResultSet row = statement.executeQuery()) {
            QuarantinedEvent found = row.next() ? event(row) : null;
            return found != null && found.id().equals(id) ? found : null;
        }
    }

    RejectionCounts counts(RejectionSearch search) throws SQLException {
        Integer project = SeenEvents.project(snapshot, ai);
        if (project == null) {
            return new RejectionCounts(List.of(), List.of());
        }
        return new RejectionCounts(
                groups(project, search, "code", "code"),
                groups(project, search, "event_key", "key"));
    }

    /** What is kept and what ever was, both by the same value. */
    private List<RejectionCounts.Group> groups(
            int project, RejectionSearch search, String keptColumn, String everColumn)
            throws SQLException {
        Condition kept = condition(project, search);
        Condition ever = new Condition(project);
        ever.and("code = ?", search.code());
        ever.and("key = ?", search.event());
        String sql =
                """
                WITH kept AS (SELECT %s AS value, %s FROM rejected_event WHERE %s GROUP BY value),
                    ever AS (SELECT %s AS value, sum(count)::BIGINT AS total FROM rejection
                        WHERE %s GROUP BY value)
                SELECT coalesce(kept.value, ever.value) AS shown, coalesce(total, 0),
                    coalesce(open, 0), coalesce(replayed, 0), coalesce(discarded, 0),
                    coalesce(counted, 0)
                FROM kept FULL JOIN ever ON kept.value IS NOT DISTINCT FROM ever.value
                ORDER BY coalesce(total, 0) DESC, shown LIMIT %d\
                """
                        .formatted(
                                keptColumn,
                                STATES,
                                kept.sql,
                                everColumn,
                                ever.sql,
                                RejectionCounts.MAX_EVENTS);
        List<Object> parameters = new ArrayList<>(kept.parameters);
        parameters.addAll(ever.parameters);
        List<RejectionCounts.Group> groups = new ArrayList<>();
        try (PreparedStatement statement = snapshot.prepare(sql, parameters.toArray());
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                groups.add(
                        new RejectionCounts.Group(
                                row.getString(1),
                                row.getLong(2),
                                row.getLong(3),
                                row.getLong(4),
                                row.getLong(5),
                                row.getLong(6)));
            }
        }
        return groups;
    }

    /** Of a row of {@link #COLUMNS}. */
    private QuarantinedEvent event(ResultSet row) throws SQLException {
        Upload upload =
                new Upload(ai, RequestNumber.id(row.getLong(1), row.getLong(2)), optional(row, 3));
        RejectedEvent event =
                new RejectedEvent(
                        upload,
                        row.getInt(4),
                        new Finding(row.getString(5), row.getString(6), row.getString(7)),
                        row.getString(8),
                        row.getString(9),
                        row.getString(10));
        return new QuarantinedEvent(event, state(optional(row, 11)), optional(row, 12));
    }

    private static RejectionState state(@Nullable Long stored) throws SQLException {
        if (stored == null) {
            return RejectionState.OPEN;
        }
        return switch (stored.intValue()) {
            case QuarantineRows.REPLAYED -> RejectionState.REPLAYED;
            case QuarantineRows.DISCARDED -> RejectionState.DISCARDED;
            case QuarantineRows.COUNTED -> RejectionState.COUNTED;
            default -> throw new SQLException("no state of a rejected event: " + stored);
        };
    }

    private static @Nullable Long optional(ResultSet row, int column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : (Long) value;
    }
}
