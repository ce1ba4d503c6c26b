package io.maidian.query;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of a chart. Whole values are exact; others are those of the nearest double, in its
 * shortest decimal form.
 *
 * @param key the breakdown's value; null where there is no breakdown
 * @param points ascending; buckets without a value are left out
 * @param total over the whole range, from the events themselves, not from the points
 */
public record Series(@Nullable String key, List<Point> points, BigDecimal total) {
    /** A greater power of ten is written as one. */
    private static final int MAX_ZEROS = 20;

    public Series {
        total = plain(total);
    }

    /** A bucket's start in ms, and its value. */
    public record Point(long startMillis, BigDecimal value) {
        public Point {
            value = plain(value);
        }

        public Point(long startMillis, long value) {
            this(startMillis, BigDecimal.valueOf(value));
        }
    }

    /** The same number without needless zeros, so that equal ones are equal. */
    private static BigDecimal plain(BigDecimal value) {
        BigDecimal stripped = value.stripTrailingZeros();
        return stripped.scale() < 0 && stripped.scale() >= -MAX_ZEROS
                ? stripped.setScale(0)
                : stripped;
    }
}
