package io.maidian.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of a chart.
 *
 * @param key the breakdown's value; null where there is no breakdown
 * @param points ascending; buckets without events are left out
 * @param total over the whole range: for users the distinct ones, not the sum of the points
 */
public record Series(@Nullable String key, List<Point> points, long total) {
    /** A bucket's start in ms, and its value. */
    public record Point(long startMillis, long value) {}
}
