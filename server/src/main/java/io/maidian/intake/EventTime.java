package io.maidian.intake;

import org.jspecify.annotations.Nullable;

/**
 * The clock rules of one upload: when its events happened, by the server's clock. Immutable.
 *
 * @param receivedMillis the server's clock when it came
 * @param sentMillis the sender's clock when it was sent, where given
 */
record EventTime(long receivedMillis, @Nullable Long sentMillis) {
    /** Below this a moment is in seconds: 10^11 ms is 1973, 10^11 s the year 5138. */
    static final long SECONDS_BELOW = 100_000_000_000L;

    private static final long FIRST_OF_13_DIGITS = 1_000_000_000_000L;

    /** The last moment of the year 9999. */
    static final long MAX_MILLIS = 253_402_300_799_999L;

    /** A smaller difference of the clocks is the network's. */
    private static final long MIN_SKEW_MILLIS = 60_000;

    /** A greater one is no clock that is wrong but a moment that is. */
    private static final long MAX_SKEW_MILLIS = 24 * 60 * 60 * 1_000L;

    private static final long MAX_AHEAD_MILLIS = 60 * 60 * 1_000L;

    /** Seconds to ms where it is in seconds. */
    static long millis(long moment) {
        return moment >= 0 && moment < SECONDS_BELOW ? moment * 1_000 : moment;
    }

    /** Whether a moment is in ms beyond doubt: 13 digits, from 2001 to 2286. */
    static boolean inMillis(long moment) {
        return moment >= FIRST_OF_13_DIGITS && moment < 10 * FIRST_OF_13_DIGITS;
    }

    /** Whether the sender's clock is so wrong that it is not believed. */
    boolean implausible() {
        return Math.abs(skewMillis()) > MAX_SKEW_MILLIS;
    }

    /** The event time of an event that happened then by the sender's clock. */
    long corrected(long clientMillis) {
        long skew = skewMillis();
        long size = Math.abs(skew);
        if (size <= MIN_SKEW_MILLIS || size > MAX_SKEW_MILLIS) {
            return clientMillis;
        }
        long corrected = clientMillis + skew;
        return corrected > receivedMillis || corrected < 0 ? clientMillis : corrected;
    }

    /** Whether an event time is too far ahead to be believed. */
    boolean tooFarAhead(long eventMillis) {
        return eventMillis > receivedMillis + MAX_AHEAD_MILLIS;
    }

    private long skewMillis() {
        return sentMillis == null ? 0 : receivedMillis - sentMillis;
    }
}
