package io.maidian.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Goes over a record of the form that {@link UploadRecords} writes: compact JSON, members in one
 * order. Where a record is of any other form, it says so, and {@link UploadReader} reads it with a
 * parser of all JSON. For one thread.
 */
final class RecordCursor {
    /** So many digits fit a long, whatever they are. */
    private static final int MAX_DIGITS = 18;

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;

    /** Strings of all records. */
    private static final RepeatedTexts TEXTS = new RepeatedTexts();

    private byte[] bytes = new byte[0];
    private int at;
    private int end;

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Goes to the beginning of this record, which stays valid as long as it is gone over. */
    void begin(ByteBuffer payload) {
        int count = payload.remaining();
        if (payload.hasArray()) {
            bytes = payload.array();
            at = payload.arrayOffset() + payload.position();
        } else {
            bytes = new byte[count];
            payload.get(payload.position(), bytes);
            at = 0;
        }
        end = at + count;
    }

    /** How far it has come; of use only as a difference. */
    int position() {
        return at;
    }

    /** Whether this character comes next. */
    boolean isAt(char ascii) {
        return at < end && bytes[at] == ascii;
    }

    /** Whether nothing is left. */
    boolean atEnd() {
        return at == end;
    }

    /** Goes behind this text, if it comes next. */
    boolean skip(byte[] text) {
        if (end - at < text.length) {
            return false;
        }
        for (int i = 0; i < text.length; i++) {
            if (bytes[at + i] != text[i]) {
                return false;
            }
        }
        at += text.length;
        return true;
    }

    /** Goes behind this character, if it comes next. */
    boolean skip(char ascii) {
        if (isAt(ascii)) {
            at++;
            return true;
        }
        return false;
    }

    /** Goes behind the end of a string that was begun; false where there is none. */
    boolean skipString() {
        while (at < end) {
            byte b = bytes[at++];
            if (b == '"') {
                return true;
            }
            at += b == '\\' ? 1 : 0;
        }
        return false;
    }

    /**
     * Goes behind the end of a string that was begun, and returns it; null where anything in it is
     * escaped, or where it has no end.
     */
    @Nullable String text() {
        int from = at;
        return skipPlain() ? TEXTS.text(bytes, from, at - 1) : null;
    }

    private boolean skipPlain() {
        while (end - at >= Long.BYTES) {
            long word = (long) LONG.get(bytes, at);
            long found = zeros(word ^ ((long) '"' * ONES)) | zeros(word ^ ((long) '\\' * ONES));
            if (found != 0) {
                at += Long.numberOfTrailingZeros(found) / Byte.SIZE;
                break;
            }
            at += Long.BYTES;
        }
        while (at < end) {
            byte b = bytes[at++];
            if (b == '"' || b == '\\') {
                return b == '"';
            }
        }
        return false;
    }

    /** A high bit for each byte that is zero; right up to the first of them. */
    private static long zeros(long word) {
        return (word - ONES) & ~word & HIGHS;
    }

    /**
     * A whole number that is not negative.
     *
     * @return -1 where there is none, or one of more than 18 digits
     */
    long digits() {
        int from = at;
        long value = 0;
        while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
            value = 10 * value + bytes[at++] - '0';
        }
        int digits = at - from;
        return digits == 0 || digits > MAX_DIGITS ? -1 : value;
    }
}
