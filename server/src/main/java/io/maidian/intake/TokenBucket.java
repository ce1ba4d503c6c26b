package io.maidian.intake;

import io.maidian.catalog.Quota.Rate;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A token bucket, full at first. What costs more than it can ever hold is let through when it is
 * full, and takes it into debt: so the rate holds on average, and nothing waits for ever. A clock
 * that is set back earns nothing and costs nothing. Lock-free; safe for any thread.
 */
final class TokenBucket {
    /** Tokens are counted in thousandths, so that a millisecond earns a whole number of them. */
    private static final long PART = 1_000;

    private final long perMilli;
    private final long capacity;
    private final AtomicReference<Level> level;

    /**
     * @param parts what is in it, in thousandths; below 0 when in debt
     * @param millis as of when
     */
    private record Level(long parts, long millis) {}

    TokenBucket(Rate rate, long nowMillis) {
        perMilli = rate.perSecond();
        capacity = PART * rate.burst();
        level = new AtomicReference<>(new Level(capacity, nowMillis));
    }

    /**
     * Takes tokens, if there are enough.
     *
     * @param tokens up to 2^31
     * @return ms until there will be enough; 0 if they were taken
     */
    long take(long tokens, long nowMillis) {
        long cost = PART * tokens;
        long needed = Math.min(cost, capacity);
        while (true) {
            Level before = level.get();
            long parts = partsAt(before, nowMillis);
            if (parts < needed) {
                if (nowMillis >= before.millis
                        || level.compareAndSet(before, new Level(parts, nowMillis))) {
                    return Math.ceilDiv(needed - parts, perMilli);
                }
            } else if (level.compareAndSet(before, new Level(parts - cost, nowMillis))) {
                return 0;
            }
        }
    }

    /** Puts tokens back that were taken for nothing. */
    void giveBack(long tokens) {
        level.updateAndGet(
                now -> new Level(Math.min(capacity, now.parts + PART * tokens), now.millis));
    }

    private long partsAt(Level before, long nowMillis) {
        long elapsedMillis = Math.max(0, nowMillis - before.millis);
        long missing = capacity - before.parts;
        // Asked this way round, since a long pause times a high rate is too large for a long.
        return elapsedMillis > missing / perMilli
                ? capacity
                : before.parts + elapsedMillis * perMilli;
    }
}
