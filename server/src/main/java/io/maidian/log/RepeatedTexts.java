package io.maidian.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Makes strings of UTF-8, one for all that are equal and come again and again: names of events and
 * variables, and most of their values. Remembers a bounded number of short ones; a text is
 * remembered when it comes a second time, so that what never comes again displaces nothing. Safe
 * for any thread: where two meet, one's entry is lost, and made again.
 */
final class RepeatedTexts {
    private static final int PLACE_BITS = 11;

    private static final int LONGEST_BYTES = 48;

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** 2^64 divided by the golden ratio: its products spread over the high bits. */
    private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

    private final int[] seen = new int[1 << PLACE_BITS];
    private final @Nullable Known[] known = new Known[1 << PLACE_BITS];

    private static final class Known {
        private final byte[] utf8;
        private final String text;

        private Known(byte[] utf8, String text) {
            this.utf8 = utf8;
            this.text = text;
        }
    }

    /** The text of these bytes, which are UTF-8. */
    String text(byte[] bytes, int from, int to) {
        if (to - from > LONGEST_BYTES) {
            return new String(bytes, from, to - from, StandardCharsets.UTF_8);
        }
        int hash = hash(bytes, from, to);
        int place = hash >>> (Integer.SIZE - PLACE_BITS);
        Known there = known[place];
        if (there != null && Arrays.equals(there.utf8, 0, there.utf8.length, bytes, from, to)) {
            return there.text;
        }
        String text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
        if (seen[place] == hash) {
            known[place] = new Known(Arrays.copyOfRange(bytes, from, to), text);
        }
        seen[place] = hash;
        return text;
    }

    /** Of its first and last eight bytes and its length, so it need not look at each byte. */
    private static int hash(byte[] bytes, int from, int to) {
        int length = to - from;
        long mixed = length;
        if (length >= Long.BYTES) {
            mixed += (long) LONG.get(bytes, from);
            mixed = mixed * GOLDEN_RATIO + (long) LONG.get(bytes, to - Long.BYTES);
        } else {
            for (int i = from; i < to; i++) {
                mixed = (mixed << 8) | (bytes[i] & 0xff);
            }
            mixed += (long) length << 56;
        }
        return (int) ((mixed * GOLDEN_RATIO) >>> Integer.SIZE);
    }
}
