package io.maidian.intake;

import java.util.concurrent.ConcurrentHashMap;

/**
 * Decides which refused uploads are kept as samples: a few each second for each project, however
 * many come. Holds a bounded number of projects; the rest share one budget. Safe for any thread.
 */
final class RefusedSamples {
    private static final int PER_SECOND = 5;
    private static final int MAX_PROJECTS = 10_000;

    private final ConcurrentHashMap<String, Budget> budgets = new ConcurrentHashMap<>();
    private final Budget shared = new Budget();

    /** Whether the sample of this project's refused upload is to be kept. */
    boolean take(String ai, long nowMillis) {
        Budget budget = budgets.get(ai);
        if (budget == null) {
            budget =
                    budgets.size() < MAX_PROJECTS
                            ? budgets.computeIfAbsent(ai, _ -> new Budget())
                            : shared;
        }
        return budget.take(nowMillis);
    }

    /** A token bucket, full at first. */
    private static final class Budget {
        private double tokens = PER_SECOND;
        private long lastMillis = Long.MIN_VALUE;

        synchronized boolean take(long nowMillis) {
            if (nowMillis > lastMillis) {
                double earned = (nowMillis - (double) lastMillis) / 1_000 * PER_SECOND;
                tokens = Math.min(PER_SECOND, tokens + earned);
                lastMillis = nowMillis;
            }
            if (tokens < 1) {
                return false;
            }
            tokens--;
            return true;
        }
    }
}
