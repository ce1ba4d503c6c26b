package io.maidian.store.duckdb;

import io.maidian.event.Event;
import io.maidian.event.Finding;
import io.maidian.event.RefusedUpload;
import io.maidian.event.RejectedEvent;
import io.maidian.event.Upload;
import io.maidian.query.UploadFate;
import io.maidian.query.UploadSearch;
import io.maidian.query.UploadsFound;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The latest uploads of a project that a search is for, on one snapshot. Looks at the end of the
 * log first and goes back in growing steps: requests ascend with the rows, so that DuckDB skips all
 * row groups before. For one thread.
 */
final class LatestUploads {
    /** Events shown of one upload. */
    private static final int SHOWN = 20;

    private static final long FIRST_STEP_BYTES = 64 << 10;
    private static final int STEP_GROWTH = 16;

    private final QueryConnections.Snapshot snapshot;
    private final String ai;
    private final UploadSearch search;
    private boolean complete;
    private long reached;

    LatestUploads(QueryConnections.Snapshot snapshot, String ai, UploadSearch search) {
        this.snapshot = snapshot;
        this.ai = ai;
        this.search = search;
    }

    UploadsFound find() throws SQLException {
        Integer project = SeenEvents.project(snapshot, ai);
        if (project == null) {
            return new UploadsFound(List.of(), 0, null, true);
        }
        UploadConditions conditions = UploadConditions.of(snapshot, project, search);
        List<Long> requests = requests(project, conditions);
        return looked(
                project, requests.isEmpty() ? List.of() : fates(project, requests, conditions));
    }

    private List<UploadFate> fates(int project, List<Long> requests, UploadConditions conditions)
            throws SQLException {
        String condition =
                "project = %d AND request >= %d AND request IN (%s)"
                        .formatted(
                                project,
                                requests.getLast(),
                                requests.stream()
                                        .map(String::valueOf)
                                        .collect(Collectors.joining(",")));
        Map<Long, Fate> fates = new HashMap<>();
        requests.forEach(request -> fates.put(request, new Fate()));
        countRejected(condition, fates);
        readRejected(conditions.rejected().and(condition), fates);
        countAccepted(condition, fates);
        EventReader reader = new EventReader(snapshot, ai, project);
        reader.read(
                conditions.events().and(condition),
                SHOWN,
                (request, event) -> fate(fates, request).show(event));
        readRefused(condition, fates);
        return requests.stream().map(request -> fate(fates, request).finished()).toList();
    }

    /** One upload's answer in the making. */
    private static final class Fate {
        private @Nullable Upload upload;
        private long accepted;
        private long warned;
        private long rejected;
        private final List<Event> events = new ArrayList<>();
        private final List<RejectedEvent> rejectedEvents = new ArrayList<>();
        private @Nullable RefusedUpload refused;

        void show(Event event) {
            if (events.size() + rejectedEvents.size() < SHOWN) {
                events.add(event);
            }
        }

        UploadFate finished() {
            if (upload == null) {
                throw new IllegalStateException("an upload without rows");
            }
            return new UploadFate(
                    upload, accepted, warned, rejected, events, rejectedEvents, refused);
        }
    }

    /** The newest request numbers, newest first. */
    private List<Long> requests(int project, UploadConditions conditions) throws SQLException {
        long end = snapshot.position().offset();
        // Without conditions any row of the project will do, and DuckDB skips those of others.
        long reach = search.isConditional() ? UploadSearch.REACH_BYTES : Math.max(end, 1);
        long step = FIRST_STEP_BYTES;
        while (true) {
            reached = Math.max(0, end - Math.min(step, reach));
            complete = reached == 0;
            List<Long> found = requestsSince(project, conditions);
            if (found.size() >= search.limit() || complete || step >= reach) {
                return found;
            }
            step *= STEP_GROWTH;
        }
    }

    private List<Long> requestsSince(int project, UploadConditions conditions) throws SQLException {
        String rows =
                "project = %d AND request >= %d".formatted(project, RequestNumber.first(reached));
        List<Object> parameters = new ArrayList<>();
        List<String> tables = new ArrayList<>();
        for (UploadConditions.Table table : conditions.tables()) {
            Condition condition = table.condition().and(rows);
            tables.add("SELECT request FROM " + table.name() + " WHERE " + condition.sql());
            parameters.addAll(condition.parameters());
        }
        String sql =
                "SELECT DISTINCT request FROM (%s) ORDER BY request DESC LIMIT %d"
                        .formatted(String.join(" UNION ALL ", tables), search.limit());
        List<Long> requests = new ArrayList<>();
        try (PreparedStatement statement = snapshot.prepare(sql, parameters.toArray());
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                requests.add(row.getLong(1));
            }
        }
        return requests;
    }

    /** Tells how much was looked at. */
    private UploadsFound looked(int project, List<UploadFate> uploads) throws SQLException {
        String table =
                "SELECT received FROM %%s WHERE project = %d AND request >= %d"
                        .formatted(project, RequestNumber.first(reached));
        String sql =
                "SELECT count(*), min(received) FROM (%s UNION ALL %s AND %s UNION ALL %s)"
                        .formatted(
                                table.formatted("event"),
                                table.formatted("rejected_event"),
                                UploadConditions.STILL_REJECTED,
                                table.formatted("refused_upload"));
        try (PreparedStatement statement = snapshot.prepare(sql);
                ResultSet row = statement.executeQuery()) {
            row.next();
            long events = row.getLong(1);
            long since = row.getLong(2);
            return new UploadsFound(uploads, events, row.wasNull() ? null : (Long) since, complete);
        }
    }

    private void countAccepted(String condition, Map<Long, Fate> fates) throws SQLException {
        String sql =
                "SELECT request, any_value(received), any_value(stm), count(*), count(warnings)"
                        + " FROM event WHERE "
                        + condition
                        + " GROUP BY request";
        try (PreparedStatement statement = snapshot.prepare(sql);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                Fate fate = fate(fates, row.getLong(1));
                fate.upload = upload(row);
                fate.accepted = row.getLong(4);
                fate.warned = row.getLong(5);
            }
        }
    }

    private void countRejected(String condition, Map<Long, Fate> fates) throws SQLException {
        String sql =
                "SELECT request, any_value(received), any_value(stm), count(*)"
                        + " FROM rejected_event WHERE "
                        + UploadConditions.STILL_REJECTED
                        + " AND "
                        + condition
                        + " GROUP BY request";
        try (PreparedStatement statement = snapshot.prepare(sql);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                Fate fate = fate(fates, row.getLong(1));
                fate.upload = upload(row);
                fate.rejected = row.getLong(4);
            }
        }
    }

    private void readRejected(Condition condition, Map<Long, Fate> fates) throws SQLException {
        String sql =
                """
                SELECT request, received, stm, idx, code, pointer, got, event_key, user_id, raw
                FROM rejected_event WHERE %s
                QUALIFY row_number() OVER (PARTITION BY request ORDER BY idx) <= %d
                ORDER BY request, idx\
                """
                        .formatted(condition.sql(), SHOWN);
        try (PreparedStatement statement = snapshot.prepare(sql, condition.parameterArray());
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                fate(fates, row.getLong(1))
                        .rejectedEvents
                        .add(
                                new RejectedEvent(
                                        upload(row),
                                        row.getInt(4),
                                        finding(row, 5),
                                        row.getString(8),
                                        row.getString(9),
                                        row.getString(10)));
            }
        }
    }

    private void readRefused(String condition, Map<Long, Fate> fates) throws SQLException {
        String sql =
                "SELECT request, received, stm, code, pointer, got, sample FROM refused_upload"
                        + " WHERE "
                        + condition;
        try (PreparedStatement statement = snapshot.prepare(sql);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                Fate fate = fate(fates, row.getLong(1));
                fate.upload = upload(row);
                fate.refused = new RefusedUpload(upload(row), finding(row, 4), row.getString(7));
            }
        }
    }

    private static Finding finding(ResultSet row, int column) throws SQLException {
        return new Finding(
                row.getString(column), row.getString(column + 1), row.getString(column + 2));
    }

    private static Fate fate(Map<Long, Fate> fates, long request) {
        Fate fate = fates.get(request);
        if (fate == null) {
            throw new IllegalStateException("a row of another request: " + request);
        }
        return fate;
    }

    /** Of rows that begin with request, received and stm. */
    private Upload upload(ResultSet row) throws SQLException {
        long sent = row.getLong(3);
        Long sentMillis = row.wasNull() ? null : (Long) sent;
        return new Upload(ai, RequestNumber.id(row.getLong(1), row.getLong(2)), sentMillis);
    }
}
