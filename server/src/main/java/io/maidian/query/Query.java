package io.maidian.query;

/** A question. Each engine answers it where its data is. */
public sealed interface Query {
    /** A measure of one event over time. */
    record Trend(
            String event,
            Measure measure,
            Interval interval,
            TimeRange range,
            TimeAxis axis,
            TargetUsers target)
            implements Query {}
}
