package io.maidian.ids;

import java.nio.ByteBuffer;

/**
 * A Bloom filter in blocks of 256 bits, one look at memory a question: says for one in a thousand
 * of the hashes that were not added that it may have been, and never no for one that was. Of 16
 * bits a hash. Filled by one thread, then immutable.
 */
final class IdFilter {
    /** Memory for each hash. */
    static final int BYTES_PER_ID = 2;

    /** Size of a block. */
    static final int BLOCK_BYTES = 32;

    private static final int LONGS_PER_BLOCK = 4;
    private static final int BIT_SHIFT = 27;

    /** Odd numbers without structure, as in Parquet's split-block filter; part of the format. */
    private static final int[] SALTS = {
        0x47b6137b,
        0x44974d91,
        0x8824ad5b,
        0xa2b7289d,
        0x705495c7,
        0x2df1424b,
        0x9efc4947,
        0x5c6bfb31
    };

    private final long[] words;

    private IdFilter(long[] words) {
        this.words = words;
    }

    static IdFilter forIds(long ids) {
        return new IdFilter(new long[LONGS_PER_BLOCK * blocks(ids)]);
    }

    /** Blocks of a filter for so many hashes. */
    static int blocks(long ids) {
        return Math.toIntExact(Math.max(1, Math.ceilDiv(ids * BYTES_PER_ID, BLOCK_BYTES)));
    }

    static long bytes(int blocks) {
        return (long) blocks * BLOCK_BYTES;
    }

    int blocks() {
        return words.length / LONGS_PER_BLOCK;
    }

    long bytes() {
        return bytes(blocks());
    }

    void add(long high, long low) {
        int block = block(high);
        int x = (int) (low >>> Integer.SIZE);
        for (int i = 0; i < LONGS_PER_BLOCK; i++) {
            words[block + i] |= mask(x, i);
        }
    }

    boolean mayContain(long high, long low) {
        int block = block(high);
        int x = (int) (low >>> Integer.SIZE);
        for (int i = 0; i < LONGS_PER_BLOCK; i++) {
            long mask = mask(x, i);
            if ((words[block + i] & mask) != mask) {
                return false;
            }
        }
        return true;
    }

    /** The lower half of the upper half, as the upper one decides about the place in the file. */
    private int block(long high) {
        long blocks = words.length / LONGS_PER_BLOCK;
        return LONGS_PER_BLOCK * (int) (((high & 0xffffffffL) * blocks) >>> Integer.SIZE);
    }

    private static long mask(int x, int i) {
        return 1L << ((x * SALTS[2 * i]) >>> BIT_SHIFT)
                | 1L << (Integer.SIZE + ((x * SALTS[2 * i + 1]) >>> BIT_SHIFT));
    }

    /** Puts the words that begin at one of them, as many as there is room for. */
    int write(ByteBuffer target, int fromWord) {
        int at = fromWord;
        while (at < words.length && target.remaining() >= Long.BYTES) {
            target.putLong(words[at++]);
        }
        return at;
    }

    /** The filter that was written. */
    static IdFilter read(ByteBuffer bytes) {
        long[] words = new long[bytes.remaining() / Long.BYTES];
        bytes.asLongBuffer().get(words);
        return new IdFilter(words);
    }

    int words() {
        return words.length;
    }
}
