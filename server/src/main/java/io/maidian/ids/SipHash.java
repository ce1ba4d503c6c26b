package io.maidian.ids;

import io.maidian.event.RetryIdentity;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * SipHash-2-4 with 128 bits: without the key nobody can make two messages of one hash. Of one part
 * given as bytes it is the published function. For one thread, for one message.
 */
public final class SipHash {
    private static final VarHandle WORD =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int FINAL_ROUNDS = 4;
    private static final int CHARS_PER_WORD = 4;

    private long v0;
    private long v1;
    private long v2;
    private long v3;

    /** With the key's two little-endian halves. */
    public SipHash(long first, long second) {
        v0 = first ^ 0x736f6d6570736575L;
        v1 = second ^ 0x646f72616e646f6dL ^ 0xee;
        v2 = first ^ 0x6c7967656e657261L;
        v3 = second ^ 0x7465646279746573L;
    }

    /** Takes in 8 bytes. */
    public void add(long word) {
        v3 ^= word;
        round();
        round();
        v0 ^= word;
    }

    /** Takes in bytes: their whole words, then the rest with the length's lowest byte on top. */
    public void add(ByteBuffer part) {
        byte[] bytes = part.array();
        int from = part.arrayOffset() + part.position();
        int count = part.remaining();
        int words = from + (count & -Long.BYTES);
        addWords(bytes, from, words);
        long last = (long) count << 56;
        for (int i = 0; i < (count & (Long.BYTES - 1)); i++) {
            last |= (bytes[words + i] & 0xffL) << (8 * i);
        }
        add(last);
    }

    /** Takes in a text, with its length before it. */
    public void add(String text) {
        int length = text.length();
        add(length);
        for (int from = 0; from < length; from += CHARS_PER_WORD) {
            long word = 0;
            for (int i = from; i < Math.min(length, from + CHARS_PER_WORD); i++) {
                word = word << Character.SIZE | text.charAt(i);
            }
            add(word);
        }
    }

    /** The rounds of {@link #add(long)} on local variables, which is what makes it fast. */
    private void addWords(byte[] bytes, int from, int to) {
        long a = v0;
        long b = v1;
        long c = v2;
        long d = v3;
        for (int at = from; at < to; at += Long.BYTES) {
            long word = (long) WORD.get(bytes, at);
            d ^= word;
            for (int i = 0; i < 2; i++) {
                a += b;
                c += d;
                b = Long.rotateLeft(b, 13) ^ a;
                d = Long.rotateLeft(d, 16) ^ c;
                a = Long.rotateLeft(a, 32) + d;
                c += b;
                d = Long.rotateLeft(d, 21) ^ a;
                b = Long.rotateLeft(b, 17) ^ c;
                c = Long.rotateLeft(c, 32);
            }
            a ^= word;
        }
        v0 = a;
        v1 = b;
        v2 = c;
        v3 = d;
    }

    private void round() {
        v0 += v1;
        v2 += v3;
        v1 = Long.rotateLeft(v1, 13) ^ v0;
        v3 = Long.rotateLeft(v3, 16) ^ v2;
        v0 = Long.rotateLeft(v0, 32) + v3;
        v2 += v1;
        v3 = Long.rotateLeft(v3, 21) ^ v0;
        v1 = Long.rotateLeft(v1, 17) ^ v2;
        v2 = Long.rotateLeft(v2, 32);
    }

    /** The hash of all that was added; nothing may be added any more. */
    public RetryIdentity finish() {
        v2 ^= 0xee;
        long high = half();
        v1 ^= 0xdd;
        return new RetryIdentity(high, half());
    }

    private long half() {
        for (int i = 0; i < FINAL_ROUNDS; i++) {
            round();
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }
}
