package io.maidian.intake;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Decides of which rejected events the text is kept: of all, until a project has more than its
 * budget; of a flood then as many samples as the budget still allows. Asked for rejected events
 * only, so it costs nothing where there are none. Holds a bounded number of projects; the rest
 * share one budget. Safe for any thread.
 */
final class RejectedTexts {
    /** A project may have kept nothing for so long, and keep that at once. */
    private static final int RESERVE_MINUTES = 4;

    private static final double MINUTE_MILLIS = 60_000;
    private static final int MAX_PROJECTS = 10_000;

    private final long bytesPerMinute;
    private final ConcurrentHashMap<String, Budget> budgets = new ConcurrentHashMap<>();
    private final Budget shared = new Budget();
    private final Counter left;

    RejectedTexts(long bytesPerMinute, MeterRegistry meters) {
        this.bytesPerMinute = bytesPerMinute;
        left =
                Counter.builder("maidian.quarantine.counted")
                        .description("Rejected events of a flood, whose text was not kept")
                        .register(meters);
    }

    /** Whether the text of this project's rejected event is to be kept. */
    boolean take(String ai, int bytes, long nowMillis) {
        Budget budget = budgets.get(ai);
        if (budget == null) {
            budget =
                    budgets.size() < MAX_PROJECTS
                            ? budgets.computeIfAbsent(ai, _ -> new Budget())
                            : shared;
        }
        boolean kept = budget.take(bytes, nowMillis);
        if (!kept) {
            left.increment();
        }
        return kept;
    }

    /** A token bucket, full at first. */
    private final class Budget {
        private final double most = (double) bytesPerMinute * RESERVE_MINUTES;
        private double bytes = most;
        private long lastMillis;

        synchronized boolean take(int wanted, long nowMillis) {
            if (nowMillis > lastMillis) {
                double earned = (nowMillis - lastMillis) / MINUTE_MILLIS * bytesPerMinute;
                bytes = Math.min(most, bytes + earned);
                lastMillis = nowMillis;
            }
            // What is larger than the whole budget is kept when that is full.
            if (bytes < Math.min(wanted, most) || bytes <= 0) {
                return false;
            }
            bytes -= wanted;
            return true;
        }
    }
}
