package io.maidian.ids;

import io.maidian.event.RetryIdentity;
import java.util.Arrays;

/**
 * The hashes of a few ids, in their order. Of a hash 96 bits are used: a new id is taken for one of
 * a thousand million others with a chance of 1 to 2^66. For one thread at a time.
 */
public final class IdHashes {
    /** The bits of the lower half that belong to the hash; the others are for a time. */
    static final long HASH_BITS = 0xffffffff_00000000L;

    private static final int FIRST_SIZE = 4;

    private final IdKey key;
    private final String ai;
    private long[] highs = new long[FIRST_SIZE];
    private long[] lows = new long[FIRST_SIZE];
    private int size;

    IdHashes(IdKey key, String ai) {
        this.key = key;
        this.ai = ai;
    }

    /** Adds an id of the project. */
    public void add(String id) {
        if (size == highs.length) {
            highs = Arrays.copyOf(highs, 2 * size);
            lows = Arrays.copyOf(lows, 2 * size);
        }
        RetryIdentity hash = key.hash(ai, id);
        highs[size] = hash.high();
        lows[size++] = hash.low() & HASH_BITS;
    }

    int size() {
        return size;
    }

    long high(int i) {
        return highs[i];
    }

    long low(int i) {
        return lows[i];
    }
}
