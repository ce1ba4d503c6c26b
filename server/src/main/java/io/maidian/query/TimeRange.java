package io.maidian.query;

/**
 * A range of time.
 *
 * @param fromMillis included
 * @param toMillis not included, greater than {@code fromMillis}
 */
public record TimeRange(long fromMillis, long toMillis) {
    public TimeRange {
        if (fromMillis >= toMillis) {
            throw new IllegalArgumentException("empty range: " + fromMillis + " to " + toMillis);
        }
    }
}
