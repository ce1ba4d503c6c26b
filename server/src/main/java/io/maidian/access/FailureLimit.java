package io.maidian.access;

import io.maidian.ops.Clock;
import java.time.Duration;

/**
 * A token bucket for failures: so many at once, then one in each period. Safe for any thread; never
 * blocks.
 */
final class FailureLimit {
    private final Clock clock;
    private final int burst;
    private final long periodMillis;
    private double left;
    private long countedMillis;

    FailureLimit(Clock clock, int burst, Duration period) {
        this.clock = clock;
        this.burst = burst;
        this.periodMillis = period.toMillis();
        this.left = burst;
        this.countedMillis = clock.millis();
    }

    /** Counts a failure; false where it is one too many. */
    synchronized boolean count() {
        long now = clock.millis();
        // A clock that is set back gives nothing and takes nothing.
        long passed = Math.max(0, now - countedMillis);
        left = Math.min(burst, left + (double) passed / periodMillis);
        countedMillis = now;
        if (left < 1) {
            return false;
        }
        left -= 1;
        return true;
    }
}
