package io.maidian.ids;

import java.time.Duration;

/**
 * How long ids are known, and what that may take.
 *
 * @param window how long after its received time an event's id makes another one a duplicate
 * @param filterBytes memory for the filters of the files
 * @param flushIds ids in memory at which a file is made of them
 * @param maxIds ids in memory at which uploads with ids are answered 503
 * @param tailBytes how much of the log may be read at a start, about
 * @param waitingBytes what uploads may hold that wait for a file to be read or for another upload
 */
public record KnownIdsOptions(
        Duration window,
        long filterBytes,
        int flushIds,
        int maxIds,
        long tailBytes,
        long waitingBytes) {
    /** Of the contract: 7 days. */
    public static final KnownIdsOptions DEFAULTS = of(Duration.ofDays(7), 64L << 20);

    public KnownIdsOptions {
        if (window.toSeconds() < 1 || filterBytes < 0 || flushIds < 1 || maxIds < flushIds) {
            throw new IllegalArgumentException("nothing would be known");
        }
    }

    /** With the usual bounds. */
    public static KnownIdsOptions of(Duration window, long filterBytes) {
        return new KnownIdsOptions(window, filterBytes, 1 << 18, 1 << 20, 64L << 20, 64L << 20);
    }

    long windowSeconds() {
        return window.toSeconds();
    }
}
