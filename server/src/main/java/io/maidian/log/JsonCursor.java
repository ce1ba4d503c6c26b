package io.maidian.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Goes over JSON by its bytes, for readers that know what they expect: each step says whether it
 * found that, and where it did not, the reader leaves the text to a parser of all JSON, from the
 * beginning. So it need not know all of JSON, nor say what is wrong with a text. For one thread.
 */
public final class JsonCursor {
    /** So many digits fit a long, whatever they are. */
    private static final int MAX_DIGITS = 18;

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long HIGH_HALVES = 0xf0f0f0f0f0f0f0f0L;

    /** A longer string is left to a parser. */
    private static final int LONGEST_STRING_BYTES = 64 << 10;

    private static final int FIRST_PRINTABLE = 0x20;

    /** Of all cursors. */
    private static final RepeatedTexts TEXTS = new RepeatedTexts();

    private byte[] bytes = new byte[0];
    private int at;
    private int end;

    /** A text of ASCII as {@link #skip(byte[])} takes it. */
    public static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Goes to the beginning of this JSON, which must not change while it is gone over.
     *
     * @param json valid UTF-8
     */
    public void begin(ByteBuffer json) {
        int count = json.remaining();
        if (json.hasArray()) {
            bytes = json.array();
            at = json.arrayOffset() + json.position();
        } else {
            bytes = new byte[count];
            json.get(json.position(), bytes);
            at = 0;
        }
        end = at + count;
    }

    /** How far it has come; of use only as a difference. */
    public int position() {
        return at;
    }

    /** Whether this character comes next. */
    public boolean isAt(char ascii) {
        return at < end && bytes[at] == ascii;
    }

    /** Whether nothing is left. */
    public boolean atEnd() {
        return at == end;
    }

    /** Goes behind this text, if it comes next. */
    public boolean skip(byte[] text) {
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
    public boolean skip(char ascii) {
        if (isAt(ascii)) {
            at++;
            return true;
        }
        return false;
    }

    /** Goes behind the end of a string that was begun; false where there is none. */
    public boolean skipString() {
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
     * Goes behind the bytes that lie between these positions, if the same come next.
     *
     * @param from of this JSON, which was gone over
     */
    public boolean skipSame(int from, int to) {
        byte[] json = bytes;
        int here = at;
        int count = to - from;
        if (count > end - here) {
            return false;
        }
        int i = 0;
        for (; i + Long.BYTES <= count; i += Long.BYTES) {
            if ((long) LONG.get(json, here + i) != (long) LONG.get(json, from + i)) {
                return false;
            }
        }
        for (; i < count; i++) {
            if (json[here + i] != json[from + i]) {
                return false;
            }
        }
        at = here + count;
        return true;
    }

    /** Goes behind the white space that comes next, if any does. */
    public void skipSpace() {
        while (at < end
                && (bytes[at] == ' '
                        || bytes[at] == '\n'
                        || bytes[at] == '\r'
                        || bytes[at] == '\t')) {
            at++;
        }
    }

    /**
     * Goes behind the end of a string that was begun, and returns it; null where it has none, or is
     * not right, or is longer than 64 KiB.
     */
    public @Nullable String text() {
        int from = at;
        skipPlain();
        if (at - from > LONGEST_STRING_BYTES) {
            return null;
        }
        if (isAt('\\')) {
            return escaped(from);
        }
        return skip('"') ? TEXTS.text(bytes, from, at - 1) : null;
    }

    private @Nullable String escaped(int from) {
        StringBuilder text = new StringBuilder();
        int plainFrom = from;
        while (at - from <= LONGEST_STRING_BYTES) {
            text.append(new String(bytes, plainFrom, at - plainFrom, StandardCharsets.UTF_8));
            if (skip('"')) {
                return text.toString();
            }
            int escape = skip('\\') ? escape() : -1;
            if (escape < 0) {
                return null;
            }
            text.append((char) escape);
            plainFrom = at;
            skipPlain();
        }
        return null;
    }

    /** The character of an escape whose backslash was read; -1 where it is none. */
    private int escape() {
        if (at == end) {
            return -1;
        }
        byte kind = bytes[at++];
        return switch (kind) {
            case '"', '\\', '/' -> kind;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> hexadecimal();
            default -> -1;
        };
    }

    private int hexadecimal() {
        if (end - at < 4) {
            return -1;
        }
        int value = 0;
        for (int i = 0; i < 4; i++) {
            // The sign of a digit that is none stays in the sum's.
            value = (value << 4) | Character.digit(bytes[at++], 16);
        }
        return value;
    }

    /** Goes to the first byte that ends or interrupts a string, or to the end. */
    private void skipPlain() {
        byte[] json = bytes;
        int stop = end;
        int i = at;
        while (stop - i >= Long.BYTES) {
            long word = (long) LONG.get(json, i);
            long found =
                    zeros(word ^ ((long) '"' * ONES))
                            | zeros(word ^ ((long) '\\' * ONES))
                            | ((word - FIRST_PRINTABLE * ONES) & ~word & HIGHS);
            if (found != 0) {
                at = i + Long.numberOfTrailingZeros(found) / Byte.SIZE;
                return;
            }
            i += Long.BYTES;
        }
        while (i < stop) {
            byte b = json[i];
            if (b == '"' || b == '\\' || (b >= 0 && b < FIRST_PRINTABLE)) {
                break;
            }
            i++;
        }
        at = i;
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
    public long digits() {
        byte[] json = bytes;
        int stop = end;
        int from = at;
        int i = from;
        long value = 0;
        if (stop - i >= Long.BYTES) {
            long word = (long) LONG.get(json, i);
            if (areDigits(word)) {
                value = eightDigits(word);
                i += Long.BYTES;
            }
        }
        while (i < stop && json[i] >= '0' && json[i] <= '9') {
            value = 10 * value + json[i++] - '0';
        }
        at = i;
        int digits = i - from;
        return digits == 0 || digits > MAX_DIGITS ? -1 : value;
    }

    private static boolean areDigits(long word) {
        // A digit's byte is 0x30 to 0x39, and with 6 more it still begins with a 3.
        long high = word & HIGH_HALVES;
        long higher = (word + 6 * ONES) & HIGH_HALVES;
        return high == 0x30 * ONES && higher == 0x30 * ONES;
    }

    /** The number that eight bytes of digits say, the first one being the lowest byte. */
    private static long eightDigits(long word) {
        long digits = word - 0x30 * ONES;
        long pairs = (10 * digits + (digits >>> 8)) & 0x00ff00ff00ff00ffL;
        long fours = (100 * pairs + (pairs >>> 16)) & 0x0000ffff0000ffffL;
        return (10_000 * fours + (fours >>> 32)) & 0xffffffffL;
    }

    /** What was gone over since then, which is ASCII. */
    public String asciiSince(int position) {
        return new String(bytes, position, at - position, StandardCharsets.US_ASCII);
    }
}
