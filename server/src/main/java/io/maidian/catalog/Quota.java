package io.maidian.catalog;

import org.jspecify.annotations.Nullable;

/**
 * How much a project may upload.
 *
 * @param events events that are judged; null for no quota
 * @param bytes bytes of bodies as they came; null for no quota
 */
public record Quota(@Nullable Rate events, @Nullable Rate bytes) {
    /** No quota on anything. */
    public static final Quota NONE = new Quota(null, null);

    private static final long MAX = 1_000_000_000_000L;

    public Quota {
        valid("events", events);
        valid("bytes", bytes);
    }

    private static void valid(String what, @Nullable Rate rate) {
        if (rate != null) {
            inRange(what + "_per_second", rate.perSecond);
            inRange(what + "_burst", rate.burst);
        }
    }

    private static void inRange(String field, long value) {
        if (value < 1 || value > MAX) {
            throw new InvalidFieldException(
                    field, "a whole number from 1 to " + MAX, Long.toString(value));
        }
    }

    /** Whether nothing is limited. */
    public boolean isNone() {
        return events == null && bytes == null;
    }

    /**
     * A token bucket's; 1 to 10^12 each, which the quota sees to.
     *
     * @param perSecond what may come on average
     * @param burst what may come at once after a pause
     */
    public record Rate(long perSecond, long burst) {
        /** A rate whose burst is one second's worth. */
        public static Rate perSecond(long perSecond) {
            return new Rate(perSecond, perSecond);
        }
    }
}
