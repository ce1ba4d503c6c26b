package io.maidian.store.duckdb;

import io.maidian.catalog.Project;
import io.maidian.query.Answer;
import io.maidian.query.Buckets;
import io.maidian.query.EmptyReason;
import io.maidian.query.EventFacts;
import io.maidian.query.Interval;
import io.maidian.query.MeasuredVariable;
import io.maidian.query.Query;
import io.maidian.query.Series;
import io.maidian.query.TargetUsers;
import io.maidian.query.TimeAxis;
import io.maidian.query.TimeRange;
import io.maidian.store.EventStore;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One trend, computed on one snapshot. For one thread. */
final class TrendAnswer {
    private final QueryConnections.Snapshot snapshot;
    private final Project project;
    private final Query.Trend trend;
    private final TimeRange range;
    private final String time;

    TrendAnswer(QueryConnections.Snapshot snapshot, Project project, Query.Trend trend) {
        this.snapshot = snapshot;
        this.project = project;
        this.trend = trend;
        range = trend.range();
        time = trend.axis() == TimeAxis.EVENT ? "event_time" : "received";
    }

    /**
     * The rows of one event key.
     *
     * @param condition SQL over the event table; holds numbers and known names only
     * @param parameters for its question marks
     */
    private record Rows(int project, int event, String condition, List<Object> parameters) {
        Object[] parameterArray() {
            return parameters.toArray();
        }
    }

    Answer answer() throws SQLException {
        long position = snapshot.position().offset();
        if (trend.target() == TargetUsers.ALL_VISIT_USERS
                || trend.target() == TargetUsers.NEW_VISIT_USERS) {
            return empty(position, new EmptyReason.VisitUsers());
        }
        Rows rows = rows();
        if (rows == null) {
            return empty(position, neverAccepted());
        }
        MeasureSql measure = measure(rows);
        Series series = series(rows, measure);
        if (!series.points().isEmpty()) {
            return new Answer(position, List.of(series), null);
        }
        return empty(position, whyEmpty(rows, measure));
    }

    private static Answer empty(long position, EmptyReason reason) {
        return new Answer(position, List.of(new Series(null, List.of(), BigDecimal.ZERO)), reason);
    }

    /** Where the event key's rows lie; null where none was accepted. */
    private @Nullable Rows rows() throws SQLException {
        Rows beyondCap = null;
        try (PreparedStatement statement =
                        snapshot.prepare(
                                """
                                SELECT k.project, k.event FROM event_key k JOIN project p
                                    ON p.project = k.project
                                WHERE p.ai = ? AND (k.key = ? OR k.event = 0)
                                ORDER BY k.event DESC\
                                """,
                                project.ai(),
                                trend.event());
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                int number = row.getInt(1);
                String condition = "project = " + number + " AND event = " + row.getInt(2);
                if (row.getInt(2) != Dictionary.OVERFLOW
                        || trend.event().equals(EventStore.OVERFLOW_KEY)) {
                    return new Rows(number, row.getInt(2), condition, List.of());
                }
                beyondCap =
                        new Rows(
                                number,
                                Dictionary.OVERFLOW,
                                condition + " AND json_extract_string(overflow, '$.key') = ?",
                                List.of(trend.event()));
            }
        }
        return beyondCap == null || latest(beyondCap) == null ? null : beyondCap;
    }

    private MeasureSql measure(Rows rows) throws SQLException {
        MeasuredVariable variable = trend.variable();
        return switch (trend.measure()) {
            case COUNT -> new MeasureSql.Events();
            case USERS -> new MeasureSql.Users();
            case SUM, AVG, MIN, MAX ->
                    new VariableMeasure(
                            trend.measure(),
                            Objects.requireNonNull(variable),
                            VariablePlace.of(
                                    snapshot, rows.project(), rows.event(), variable.key()));
        };
    }

    private Series series(Rows rows, MeasureSql measure) throws SQLException {
        String sql =
                """
                SELECT bucket, grouping(bucket), %s
                FROM (%s)
                GROUP BY GROUPING SETS ((bucket), ())
                ORDER BY bucket\
                """
                        .formatted(
                                measure.aggregates(),
                                measure.rows(
                                        bucket() + " AS bucket",
                                        "event e WHERE " + inRange(rows) + newUsers(rows)));
        List<Series.Point> points = new ArrayList<>();
        BigDecimal total = BigDecimal.ZERO;
        try (PreparedStatement statement =
                        snapshot.prepare(sql, measure.parameters(rows.parameters()));
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                BigDecimal value = measure.value(row, 3);
                if (value == null) {
                    continue;
                }
                if (row.getInt(2) == 1) {
                    total = value;
                } else {
                    points.add(new Series.Point(start(row.getLong(1)), value));
                }
            }
        }
        return new Series(null, points, total);
    }

    private String inRange(Rows rows) {
        return "%s AND %s >= %d AND %s < %d"
                .formatted(rows.condition(), time, range.fromMillis(), time, range.toMillis());
    }

    /** A user of the range is new in it if nothing of theirs lies before it. */
    private String newUsers(Rows rows) {
        if (trend.target() != TargetUsers.NEW_LOGIN_USERS) {
            return "";
        }
        return " AND NOT EXISTS (SELECT 1 FROM event b WHERE b.project = %d AND b.%s < %d AND b.user_id = e.user_id)"
                .formatted(rows.project(), time, range.fromMillis());
    }

    /**
     * The bucket of a row: for minutes and hours its start in ms, for days the calendar day. Whole
     * numbers only; the zone's rules were applied here, not in the database.
     */
    private String bucket() {
        List<Buckets.Piece> pieces = Buckets.pieces(range, project.zone());
        StringBuilder sql = new StringBuilder();
        for (Buckets.Piece piece : pieces.subList(0, pieces.size() - 1)) {
            sql.append(sql.isEmpty() ? "CASE" : "")
                    .append(" WHEN %s < %d THEN ".formatted(time, piece.toMillis()))
                    .append(bucket(piece));
        }
        String last = bucket(pieces.getLast());
        return sql.isEmpty() ? last : sql + " ELSE " + last + " END";
    }

    private String bucket(Buckets.Piece piece) {
        long width = Buckets.millis(trend.interval());
        long first = Math.floorDiv(piece.fromMillis() + piece.offsetMillis(), width);
        long firstStart = first * width - piece.offsetMillis();
        // Never negative, so that one division does.
        String index = "((%s - %d) // %d)".formatted(time, firstStart, width);
        return switch (trend.interval()) {
            case DAY -> "(%s + %d)".formatted(index, first);
            case MINUTE, HOUR -> {
                String start = "(%s * %d + %d)".formatted(index, width, firstStart);
                long least = startOf(piece);
                yield least <= firstStart ? start : "greatest(%s, %d)".formatted(start, least);
            }
        };
    }

    /** No bucket of a piece begins before it, but the first piece's may begin before the range. */
    private long startOf(Buckets.Piece piece) {
        if (piece.fromMillis() > range.fromMillis()) {
            return piece.fromMillis();
        }
        var before =
                project.zone()
                        .getRules()
                        .previousTransition(
                                java.time.Instant.ofEpochMilli(piece.fromMillis()).plusMillis(1));
        return before == null ? Long.MIN_VALUE + 1 : before.getInstant().toEpochMilli();
    }

    private long start(long bucket) {
        return trend.interval() == Interval.DAY
                ? Buckets.dayStartMillis(bucket, project.zone())
                : bucket;
    }

    private EmptyReason neverAccepted() throws SQLException {
        List<EmptyReason.Rejection> rejections = new ArrayList<>();
        try (PreparedStatement statement =
                        snapshot.prepare(
                                """
                                SELECT r.code, sum(r.count) FROM rejection r JOIN project p
                                    ON p.project = r.project
                                WHERE p.ai = ? AND r.key = ?
                                GROUP BY r.code ORDER BY sum(r.count) DESC, r.code\
                                """,
                                project.ai(),
                                trend.event());
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                rejections.add(new EmptyReason.Rejection(row.getString(1), row.getLong(2)));
            }
        }
        return rejections.isEmpty()
                ? new EmptyReason.NeverReceived()
                : new EmptyReason.AllRejected(rejections);
    }

    private EmptyReason whyEmpty(Rows rows, MeasureSql measure) throws SQLException {
        boolean newUsers = trend.target() == TargetUsers.NEW_LOGIN_USERS;
        long events = newUsers || trend.variable() != null ? count(rows, "") : 0;
        if (newUsers && events > 0 && count(rows, newUsers(rows)) == 0) {
            return new EmptyReason.NoNewUsers();
        }
        if (events > 0 && measure instanceof VariableMeasure ofVariable) {
            return noNumbers(rows, ofVariable);
        }
        Long latest = latest(rows);
        EventFacts.Gone gone =
                latest == null ? EventHistory.gone(snapshot, rows.project(), trend.event()) : null;
        return gone == null
                ? new EmptyReason.OutOfRange(latest)
                : new EmptyReason.NoLongerKept(gone.lastReceivedMillis());
    }

    private long count(Rows rows, String more) throws SQLException {
        String sql = "SELECT count(*) FROM event e WHERE " + inRange(rows) + more;
        try (PreparedStatement statement = snapshot.prepare(sql, rows.parameterArray());
                ResultSet row = statement.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    private EmptyReason noNumbers(Rows rows, VariableMeasure measure) throws SQLException {
        String sql =
                "SELECT count(*), count(*) FILTER (text) FROM (%s)"
                        .formatted(
                                measure.texts("event e WHERE " + inRange(rows) + newUsers(rows)));
        try (PreparedStatement statement =
                        snapshot.prepare(sql, measure.parameters(rows.parameters()));
                ResultSet row = statement.executeQuery()) {
            row.next();
            return new EmptyReason.NoNumbers(
                    row.getLong(1), row.getLong(2), measure.declaredType());
        }
    }

    private @Nullable Long latest(Rows rows) throws SQLException {
        String sql = "SELECT max(%s) FROM event WHERE %s".formatted(time, rows.condition());
        try (PreparedStatement statement = snapshot.prepare(sql, rows.parameterArray());
                ResultSet row = statement.executeQuery()) {
            if (!row.next()) {
                return null;
            }
            long latest = row.getLong(1);
            return row.wasNull() ? null : latest;
        }
    }
}
