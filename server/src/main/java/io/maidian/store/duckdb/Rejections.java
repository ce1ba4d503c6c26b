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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rejected events of a project, on one snapshot. They are told apart and ordered by request and
 * place, so that a page goes on exactly where the one before it ended, whatever arrives meanwhile.
 * For one thread.
 */
final class Rejections {
    private static final String COLUMNS =
            "request, received, stm, idx, code, pointer, got, event_key, user_id, raw, state, changed, more";

    private static final String NEWEST_FIRST = "ORDER BY request DESC, idx DESC";

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

        /** Only this place and what is newer. */
        void fromPlaceOn(Place place) {
            and(
                    "request >= ? AND (request > ? OR idx >= ?)",
                    place.request,
                    place.request,
                    place.index);
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
        List<Place> places = places(condition, wanted.limit() + 1);
        if (places.isEmpty()) {
            return new RejectionPage(List.of(), null);
        }
        condition.and("request <= ?", places.getFirst().request);
        condition.fromPlaceOn(places.getLast());
        int fitting = fitting(condition, wanted);
        condition.fromPlaceOn(places.get(fitting - 1));
        List<QuarantinedEvent> events = events(condition);
        return new RejectionPage(events, fitting < places.size() ? events.getLast().id() : null);
    }

    /** Where a rejected event is told from others. */
    private record Place(long request, int index) {}

    /**
     * The first rows, by their places only: with their texts, which may be long, DuckDB would hold
     * all that it sorts.
     */
    private List<Place> places(Condition condition, int limit) throws SQLException {
        String sql =
                "SELECT request, idx FROM rejected_event WHERE %s %s LIMIT %d"
                        .formatted(condition.sql, NEWEST_FIRST, limit);
        List<Place> places = new ArrayList<>();
        try (PreparedStatement statement = snapshot.prepare(sql, condition.parameters.toArray());
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                places.add(new Place(row.getLong(1), row.getInt(2)));
            }
        }
        return places;
    }

    /** How many of these rows fit into the page, at least 1. */
    private int fitting(Condition condition, RejectionPage.Request wanted) throws SQLException {
        String sql =
                """
                SELECT coalesce(length(raw), 0) + coalesce(more, 0) * %d AS chars, request, idx
                FROM rejected_event WHERE %s %s\
                """
                        .formatted(TextParts.CHARS, condition.sql, NEWEST_FIRST);
        int fitting = 0;
        long chars = 0;
        try (PreparedStatement statement = snapshot.prepare(sql, condition.parameters.toArray());
                ResultSet row = statement.executeQuery()) {
            while (fitting < wanted.limit() && chars < wanted.rawChars() && row.next()) {
                chars += row.getLong(1);
                fitting++;
            }
        }
        return Math.max(1, fitting);
    }

    private List<QuarantinedEvent> events(Condition condition) throws SQLException {
        Map<Place, StringBuilder> further = furtherText(condition);
        String sql =
                "SELECT %s FROM rejected_event WHERE %s %s"
                        .formatted(COLUMNS, condition.sql, NEWEST_FIRST);
        List<QuarantinedEvent> events = new ArrayList<>();
        try (PreparedStatement statement = snapshot.prepare(sql, condition.parameters.toArray());
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                events.add(event(row, further));
            }
        }
        return events;
    }

    /** What follows on the first part of the texts that have several. */
    private Map<Place, StringBuilder> furtherText(Condition condition) throws SQLException {
        String sql =
                """
                SELECT t.request, t.idx, t.text FROM rejected_text t
                SEMI JOIN (
                    SELECT project, request, idx FROM rejected_event WHERE %s AND more > 0) e
                    ON t.project = e.project AND t.request = e.request AND t.idx = e.idx
                ORDER BY t.request, t.idx, t.part\
                """
                        .formatted(condition.sql);
        Map<Place, StringBuilder> further = new HashMap<>();
        try (PreparedStatement statement = snapshot.prepare(sql, condition.parameters.toArray());
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                further.computeIfAbsent(
                                new Place(row.getLong(1), row.getInt(2)), _ -> new StringBuilder())
                        .append(row.getString(3));
            }
        }
        return further;
    }

    @Nullable QuarantinedEvent find(RejectionId id) throws SQLException {
        Integer project = SeenEvents.project(snapshot, ai);
        if (project == null) {
            return null;
        }
        Condition condition = new Condition(project);
        condition.and("request = ? AND idx = ?", RequestNumber.of(id.upload()), id.index());
        return events(condition).stream()
                .filter(found -> found.id().equals(id))
                .findFirst()
                .orElse(null);
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
    private QuarantinedEvent event(ResultSet row, Map<Place, StringBuilder> further)
            throws SQLException {
        StringBuilder follows = further.get(new Place(row.getLong(1), row.getInt(4)));
        String raw = row.getString(10);
        Upload upload =
                new Upload(ai, RequestNumber.id(row.getLong(1), row.getLong(2)), optional(row, 3));
        RejectedEvent event =
                new RejectedEvent(
                        upload,
                        row.getInt(4),
                        new Finding(row.getString(5), row.getString(6), row.getString(7)),
                        row.getString(8),
                        row.getString(9),
                        raw == null || follows == null ? raw : raw + follows);
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
