package io.maidian.query;

/** The width of a bucket, in the project's zone. */
public enum Interval {
    MINUTE,
    HOUR,
    DAY
}
