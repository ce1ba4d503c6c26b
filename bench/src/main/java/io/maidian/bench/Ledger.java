package io.maidian.bench;

import java.io.IOException;
import java.time.Duration;

/**
 * What was acknowledged of one event key in one project, held against what a query counts. For one
 * thread.
 */
final class Ledger {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration STALLED = Duration.ofSeconds(30);
    private static final long POLL_MILLIS = 200;

    /** Answers with the same position before the store counts as having read all there is. */
    private static final int QUIET_POLLS = 3;

    private final MaidianApi api;
    private final String ai;
    private final String event;
    private long acknowledged;
    private long unknown;
    private long found;
    private Duration waited = Duration.ZERO;
    private Duration longestCatchUp = Duration.ZERO;

    Ledger(MaidianApi api, String ai, String event) {
        this.api = api;
        this.ai = ai;
        this.event = event;
    }

    /**
     * @param acknowledgedEvents answered with 200
     * @param unknownEvents sent, and never answered: each may be stored or not
     */
    void add(long acknowledgedEvents, long unknownEvents) {
        acknowledged += acknowledgedEvents;
        unknown += unknownEvents;
    }

    /**
     * Waits until the store has caught up with the log, five minutes at most: what the product
     * worked until then is for the events, what comes after is for counting them.
     */
    void catchUp() throws IOException, InterruptedException {
        long started = System.nanoTime();
        while (api.indexing().bytes() > 0 && System.nanoTime() - started < LIMIT.toNanos()) {
            Thread.sleep(POLL_MILLIS);
        }
        waited = Duration.ofNanos(System.nanoTime() - started);
    }

    /**
     * Waits until all is found and nothing more arrives; at most five minutes, or half a minute in
     * which the store does not move. While the store is behind it only asks how far, which costs
     * the product next to nothing; counting would cost it more than indexing.
     *
     * @return how long it took until all was found, {@link #catchUp} included
     */
    Duration reconcile() throws IOException, InterruptedException {
        long started = System.nanoTime();
        Duration caughtUp = found >= acknowledged ? Duration.ZERO : LIMIT;
        long position = -1;
        long behind = -1;
        int quiet = 0;
        long moved = started;
        while (quiet < QUIET_POLLS
                && System.nanoTime() - started < LIMIT.toNanos()
                && System.nanoTime() - moved < STALLED.toNanos()) {
            long behindBefore = behind;
            behind = api.indexing().bytes();
            if (behind > 0) {
                if (behind != behindBefore) {
                    moved = System.nanoTime();
                }
                Thread.sleep(POLL_MILLIS);
                continue;
            }
            MaidianApi.Count count = api.count(ai, event);
            if (found < acknowledged && count.total() >= acknowledged) {
                caughtUp = waited.plusNanos(System.nanoTime() - started);
            }
            found = count.total();
            boolean rests = count.position() == position && found >= acknowledged;
            quiet = rests ? quiet + 1 : 0;
            if (count.position() != position) {
                moved = System.nanoTime();
            }
            position = count.position();
            Thread.sleep(POLL_MILLIS);
        }
        if (behind > 0) {
            found = api.count(ai, event).total();
        }
        waited = Duration.ZERO;
        if (caughtUp.compareTo(longestCatchUp) > 0) {
            longestCatchUp = caughtUp;
        }
        return caughtUp;
    }

    /** The same account, to be held against another process over the same data. */
    Ledger against(MaidianApi other) {
        Ledger ledger = new Ledger(other, ai, event);
        ledger.add(acknowledged, unknown);
        return ledger;
    }

    Balance balance() {
        return new Balance(event, acknowledged, unknown, found);
    }

    boolean holds() {
        return balance().holds();
    }

    Duration longestCatchUp() {
        return longestCatchUp;
    }

    /**
     * What a ledger comes to.
     *
     * @param unknown sent and never answered
     */
    record Balance(String event, long acknowledged, long unknown, long found) {

        /**
         * Whether each acknowledged event is found once, and no other beyond those that nobody
         * knows of.
         */
        boolean holds() {
            return found >= acknowledged && found <= acknowledged + unknown;
        }

        @Override
        public String toString() {
            return event
                    + ": acknowledged "
                    + acknowledged
                    + ", found "
                    + found
                    + (unknown == 0 ? "" : ", sent and never answered " + unknown)
                    + (holds() ? "" : "  MISMATCH");
        }
    }
}
