package io.maidian.http;

import io.maidian.catalog.Project;
import io.maidian.ops.Clock;
import io.maidian.query.Buckets;
import io.maidian.query.Interval;
import io.maidian.query.Measure;
import io.maidian.query.MeasuredVariable;
import io.maidian.query.Query;
import io.maidian.query.TargetUsers;
import io.maidian.query.TimeAxis;
import io.maidian.query.TimeRange;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads a question from the JSON in which the API takes and charts keep it, and fills in its
 * defaults.
 */
final class QueryReader {
    private static final int MAX_BUCKETS = 10_000;
    private static final long MINUTE_MILLIS = Duration.ofMinutes(1).toMillis();
    private static final long HOUR_MILLIS = Duration.ofHours(1).toMillis();
    private static final long WEEK_MILLIS = Duration.ofDays(7).toMillis();
    private static final Set<String> KNOWN =
            Set.of(
                    "kind",
                    "event",
                    "measure",
                    "variable",
                    "interval",
                    "from",
                    "to",
                    "last",
                    "time",
                    "target");

    /** What an upload's variable may be called at most. */
    private static final int MAX_KEY = 255;

    /** Kinds of question, as the API names them. */
    private enum Kind {
        TREND,
        REALTIME
    }

    private QueryReader() {}

    /**
     * Its variable, where it has one, is as if undeclared.
     *
     * @param pointer where the question lies in the body
     * @throws ApiProblem if it is not a question that can be asked
     */
    static Query.Trend read(JsonNode json, String pointer, Project project, Clock clock) {
        Fields fields = new Fields(json, pointer, KNOWN);
        if (fields.get("kind") == null) {
            throw new ApiProblem(ApiError.BAD_VALUE, fields.at("kind"), null, "trend, realtime");
        }
        boolean realtime = fields.choice("kind", Kind.class, Kind.TREND) == Kind.REALTIME;
        String event = fields.requiredText("event");
        Measure measure = fields.choice("measure", Measure.class, Measure.COUNT);
        MeasuredVariable variable = variable(fields, measure);
        Interval interval =
                fields.choice(
                        "interval", Interval.class, realtime ? Interval.MINUTE : Interval.DAY);
        TimeAxis axis =
                fields.choice(
                        "time", TimeAxis.class, realtime ? TimeAxis.RECEIVED : TimeAxis.EVENT);
        TargetUsers target =
                fields.choice("target", TargetUsers.class, TargetUsers.ALL_LOGIN_USERS);
        TimeRange range = range(fields, realtime, clock);
        if (Buckets.count(range, interval, project.zone()) > MAX_BUCKETS) {
            throw new ApiProblem(ApiError.TOO_MANY_BUCKETS, fields.at("interval"), null);
        }
        return new Query.Trend(event, measure, variable, interval, range, axis, target);
    }

    private static @Nullable MeasuredVariable variable(Fields fields, Measure measure) {
        if (!measure.ofVariable()) {
            if (fields.get("variable") != null) {
                throw new ApiProblem(
                        ApiError.BAD_VALUE,
                        fields.at("variable"),
                        fields.optionalText("variable"),
                        "no variable, or measure sum, avg, min or max");
            }
            return null;
        }
        String key = fields.requiredText("variable");
        if (key.codePointCount(0, key.length()) > MAX_KEY) {
            throw new ApiProblem(
                    ApiError.BAD_VALUE,
                    fields.at("variable"),
                    key,
                    "at most " + MAX_KEY + " characters");
        }
        return new MeasuredVariable(key, null);
    }

    private static TimeRange range(Fields fields, boolean realtime, Clock clock) {
        Long from = fields.optionalMillis("from");
        Long to = fields.optionalMillis("to");
        Long last = fields.optionalMillis("last");
        if (from == null && to == null) {
            long length = last != null ? last : realtime ? HOUR_MILLIS : WEEK_MILLIS;
            if (length <= 0) {
                throw new ApiProblem(ApiError.BAD_RANGE, fields.at("last"), String.valueOf(length));
            }
            // Up to the end of the running minute, so that what arrives now is in the last bucket.
            long end = Math.floorDiv(clock.millis(), MINUTE_MILLIS) * MINUTE_MILLIS + MINUTE_MILLIS;
            return new TimeRange(end - length, end);
        }
        if (last != null) {
            throw new ApiProblem(ApiError.BAD_RANGE, fields.at("last"), last.toString());
        }
        if (from == null) {
            throw new ApiProblem(ApiError.BAD_RANGE, fields.at("from"), null);
        }
        if (to == null || to <= from) {
            throw new ApiProblem(
                    ApiError.BAD_RANGE, fields.at("to"), to == null ? null : to.toString());
        }
        return new TimeRange(from, to);
    }
}
