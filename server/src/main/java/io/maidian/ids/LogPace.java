package io.maidian.ids;

import java.util.function.LongSupplier;

/**
 * How often a failure that lasts is logged: when it begins, and then once a minute. Safe for any
 * thread.
 */
final class LogPace {
    private static final long AGAIN_NANOS = 60_000_000_000L;

    private final LongSupplier nanoTime;
    private boolean lasting;
    private long toldNanos;

    LogPace(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Whether to log it now that it has failed again; it counts as logged then. */
    synchronized boolean isDue() {
        long now = nanoTime.getAsLong();
        if (lasting && now - toldNanos < AGAIN_NANOS) {
            return false;
        }
        lasting = true;
        toldNanos = now;
        return true;
    }

    /** It works again: the next failure is a new one. */
    synchronized void over() {
        lasting = false;
    }
}
