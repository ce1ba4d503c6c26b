package io.maidian.store.duckdb;

import io.maidian.event.Event;
import io.maidian.event.Finding;
import io.maidian.event.RefusedUpload;
import io.maidian.event.RejectedEvent;
import io.maidian.event.Upload;
import io.maidian.query.UploadFate;
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
 * The latest uploads of a project, on one snapshot. Looks at the end of the log first and goes back
 * in growing steps: requests ascend with the rows, so that DuckDB skips all row groups before. For
 * one thread.
 */
final class LatestUploads {
    /** Events shown of one upload. */
    private static final int SHOWN = 20;

    private static final long FIRST_STEP_BYTES = 64 << 10;
    private static final int STEP_GROWTH = 16;

    private final QueryConnections.Snapshot snapshot;
    private final String ai;

    LatestUploads(QueryConnections.Snapshot snapshot, String ai) {
        this.snapshot = snapshot;
        this.ai = ai;
    }

    List<UploadFate> newest(int limit) throws SQLException {
        Integer project = SeenEvents.project(snapshot, ai);
        if (project == null || limit < 1) {
            return List.of();
        }
        List<Long> requests = requests(project, limit);
        if (requests.isEmpty()) {
            return List.of();
        }
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
        readRejected(condition, fates);
        countAccepted(condition, fates);
        EventReader reader = new EventReader(snapshot, ai, project);
        reader.read(condition, SHOWN, (request, event) -> fate(fates, request).show(event));
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
    private List<Long> requests(int project, int limit) throws SQLException {
        long end = snapshot.position().offset();
        long step = FIRST_STEP_BYTES;
        while (true) {
            long from = Math.max(0, end - step);
            List<Long> found = requests(project, limit, from);
            if (found.size() >= limit || from == 0) {
                return found;
            }
            step *= STEP_GROWTH;
        }
    }

    private List<Long> requests(int project, int limit, long from) throws SQLException {
        String table =
                "SELECT request FROM %%s WHERE project = %d AND request >= %d"
                        .formatted(project, RequestNumber.first(from));
        String sql =
                "SELECT DISTINCT request FROM (%s UNION ALL %s UNION ALL %s) ORDER BY request DESC LIMIT %d"
                        .formatted(
                                table.formatted("event"),
                                table.formatted("rejected_event"),
                                table.formatted("refused_upload"),
                                limit);
        List<Long> requests = new ArrayList<>();
        try (PreparedStatement statement = snapshot.prepare(sql);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                requests.add(row.getLong(1));
            }
        }
        return requests;
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
                        + " FROM rejected_event WHERE state IS DISTINCT FROM "
                        + QuarantineRows.REPLAYED
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

    private void readRejected(String condition, Map<Long, Fate> fates) throws SQLException {
        String sql =
                """
                SELECT request, received, stm, idx, code, pointer, got, event_key, user_id, raw
                FROM rejected_event WHERE state IS DISTINCT FROM %d AND %s
                QUALIFY row_number() OVER (PARTITION BY request ORDER BY idx) <= %d
                ORDER BY request, idx\
                """
                        .formatted(QuarantineRows.REPLAYED, condition, SHOWN);
        try (PreparedStatement statement = snapshot.prepare(sql);
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
