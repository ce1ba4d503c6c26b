package io.maidian.ids;

import java.util.Arrays;

/**
 * Hashes with the second in which each was accepted, to be sorted: by hash, then by time. For one
 * thread.
 */
final class IdBuffer {
    private static final int FIRST_SIZE = 1024;
    private static final int MAX_BUCKET_BITS = 20;

    private long[] highs = new long[FIRST_SIZE];
    private long[] lows = new long[FIRST_SIZE];
    private int size;

    /**
     * @param low of which the lower 32 bits are for the time
     * @param seconds since 1970, unsigned
     */
    void add(long high, long low, int seconds) {
        if (size == highs.length) {
            highs = Arrays.copyOf(highs, 2 * size);
            lows = Arrays.copyOf(lows, 2 * size);
        }
        highs[size] = high;
        lows[size++] = (low & IdHashes.HASH_BITS) | Integer.toUnsignedLong(seconds);
    }

    int size() {
        return size;
    }

    long high(int i) {
        return highs[i];
    }

    /** The hash's lower half, with the second in its lower 32 bits. */
    long low(int i) {
        return lows[i];
    }

    /** Sorts. Hashes are spread evenly, so a bucket for each few is nearly all of it. */
    void sort() {
        int bits =
                Math.clamp(Integer.SIZE - Integer.numberOfLeadingZeros(size), 1, MAX_BUCKET_BITS);
        int shift = Long.SIZE - bits;
        int[] ends = new int[1 << bits];
        for (int i = 0; i < size; i++) {
            ends[(int) (highs[i] >>> shift)]++;
        }
        for (int bucket = 1; bucket < ends.length; bucket++) {
            ends[bucket] += ends[bucket - 1];
        }
        long[] sortedHighs = new long[Math.max(size, 1)];
        long[] sortedLows = new long[Math.max(size, 1)];
        for (int i = size - 1; i >= 0; i--) {
            int to = --ends[(int) (highs[i] >>> shift)];
            sortedHighs[to] = highs[i];
            sortedLows[to] = lows[i];
        }
        highs = sortedHighs;
        lows = sortedLows;
        for (int i = 1; i < size; i++) {
            insert(i);
        }
    }

    /** Moves an element to its place among those before it. */
    private void insert(int i) {
        long high = highs[i];
        long low = lows[i];
        int at = i;
        while (at > 0 && isAfter(highs[at - 1], lows[at - 1], high, low)) {
            highs[at] = highs[at - 1];
            lows[at] = lows[at - 1];
            at--;
        }
        highs[at] = high;
        lows[at] = low;
    }

    static boolean isAfter(long high, long low, long otherHigh, long otherLow) {
        int order = Long.compareUnsigned(high, otherHigh);
        return order > 0 || (order == 0 && Long.compareUnsigned(low, otherLow) > 0);
    }
}
