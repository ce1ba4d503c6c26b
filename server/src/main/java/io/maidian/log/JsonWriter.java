package io.maidian.log;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Compact JSON, written as UTF-8 into a buffer that grows and is used again. It puts the commas
 * itself; the caller closes what it opens. An unpaired surrogate is written as U+FFFD, so that the
 * bytes are always valid UTF-8. For one thread.
 */
public final class JsonWriter {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    /** The two digits of 0 to 99, one behind the other. */
    private static final byte[] PAIRS = new byte[200];

    private static final boolean[] ESCAPED = new boolean[0x80];

    static {
        for (int i = 0; i < 100; i++) {
            PAIRS[2 * i] = (byte) ('0' + i / 10);
            PAIRS[2 * i + 1] = (byte) ('0' + i % 10);
        }
        Arrays.fill(ESCAPED, 0, 0x20, true);
        ESCAPED['"'] = true;
        ESCAPED['\\'] = true;
    }

    /** Characters that are written as several strings of bounded room, so that a long one grows. */
    private static final int CHUNK_CHARS = 4096;

    /** Bytes that one char may need, escaped. */
    private static final int MAX_BYTES_PER_CHAR = 6;

    /** Names that are remembered in their encoded form; a power of two. */
    private static final int NAMES = 32;

    private static final int MAX_REMEMBERED_CHARS = 64;

    private static final int LARGE_BYTES = 1 << 20;

    private final @Nullable String[] names = new String[NAMES];
    private final byte[] @Nullable [] encodedNames = new byte[NAMES][];
    private byte[] bytes;
    private char[] chars = new char[64];
    private int length;
    private boolean comma;

    public JsonWriter(int expectedBytes) {
        bytes = new byte[Math.max(64, expectedBytes)];
    }

    /** Forgets what was written and keeps the buffer. */
    public void clear() {
        length = 0;
        comma = false;
    }

    /** The buffer; what was written lies in its first {@link #length} bytes. */
    public byte[] bytes() {
        return bytes;
    }

    /** Bytes written. */
    public int length() {
        return length;
    }

    /** Opens an object, with <code>{</code>, or an array, with {@code [}. */
    public void open(char bracket) {
        separate(1);
        bytes[length++] = (byte) bracket;
        comma = false;
    }

    /** Closes an object or array. */
    public void close(char bracket) {
        ensure(1);
        bytes[length++] = (byte) bracket;
        comma = true;
    }

    /** The name of the member whose value comes next. */
    public void name(String name) {
        // The same few names come again and again: they are encoded once.
        int slot = name.hashCode() & (NAMES - 1);
        boolean known = name.equals(names[slot]);
        byte[] encoded = known ? encodedNames[slot] : null;
        if (encoded != null) {
            separate(encoded.length);
            System.arraycopy(encoded, 0, bytes, length, encoded.length);
            length += encoded.length;
        } else {
            int before = length + (comma ? 1 : 0);
            string(name);
            ensure(1);
            bytes[length++] = ':';
            boolean again = known && name.length() <= MAX_REMEMBERED_CHARS;
            encodedNames[slot] = again ? Arrays.copyOfRange(bytes, before, length) : null;
            names[slot] = name;
        }
        comma = false;
    }

    /** A member that is a string. */
    public void member(String name, String value) {
        name(name);
        string(value);
    }

    /** A member that is a whole number. */
    public void member(String name, long value) {
        name(name);
        number(value);
    }

    /** A whole number. */
    public void number(long value) {
        separate(20);
        if (value == Long.MIN_VALUE) {
            ascii(Long.toString(value));
            return;
        }
        long rest = value;
        if (rest < 0) {
            bytes[length++] = '-';
            rest = -rest;
        }
        int end = length + digits(rest);
        length = end;
        while (rest >= 100) {
            int pair = 2 * (int) (rest % 100);
            rest /= 100;
            bytes[--end] = PAIRS[pair + 1];
            bytes[--end] = PAIRS[pair];
        }
        bytes[--end] = PAIRS[2 * (int) rest + 1];
        if (rest >= 10) {
            bytes[--end] = PAIRS[2 * (int) rest];
        }
    }

    /** A finite number in its shortest form, which always has a point or an exponent. */
    public void number(double value) {
        String text = Double.toString(value);
        separate(text.length());
        ascii(text);
    }

    /** A string. */
    public void string(String value) {
        separate(1);
        bytes[length++] = '"';
        int total = value.length();
        int from = 0;
        while (from < total) {
            int to = Math.min(total, from + CHUNK_CHARS);
            if (to < total && Character.isSurrogatePair(value.charAt(to - 1), value.charAt(to))) {
                to++;
            }
            ensure((to - from) * MAX_BYTES_PER_CHAR);
            chars(value, from, to);
            from = to;
        }
        ensure(1);
        bytes[length++] = '"';
    }

    /** A string, given as valid UTF-8. */
    public void string(byte[] utf8, int offset, int count) {
        separate(count + 2);
        bytes[length++] = '"';
        for (int i = offset; i < offset + count; i++) {
            byte b = utf8[i];
            if (b >= 0 && needsEscape(b)) {
                ensure(offset + count - i + MAX_BYTES_PER_CHAR);
                escape((char) b);
            } else {
                bytes[length++] = b;
            }
        }
        ensure(1);
        bytes[length++] = '"';
    }

    private void chars(String value, int from, int to) {
        int count = to - from;
        if (count > chars.length) {
            chars = new char[Math.max(count, 2 * chars.length)];
        }
        // An array is faster to read than a string char by char.
        value.getChars(from, to, chars, 0);
        int plain = plain(count);
        int at = length + plain;
        for (int i = plain; i < count; i++) {
            char c = chars[i];
            if (c < 0x80) {
                if (needsEscape(c)) {
                    length = at;
                    escape(c);
                    at = length;
                } else {
                    bytes[at++] = (byte) c;
                }
            } else if (c < 0x800) {
                bytes[at++] = (byte) (0xc0 | (c >> 6));
                bytes[at++] = (byte) (0x80 | (c & 0x3f));
            } else if (!Character.isSurrogate(c)) {
                at = three(c, at);
            } else if (i + 1 < count && Character.isSurrogatePair(c, chars[i + 1])) {
                at = four(Character.toCodePoint(c, chars[++i]), at);
            } else {
                at = three('\ufffd', at);
            }
        }
        length = at;
    }

    /** Copies the first characters up to one that is not ASCII or is escaped; returns how many. */
    private int plain(int count) {
        char[] from = chars;
        byte[] to = bytes;
        int at = length;
        int i = 0;
        while (i < count && from[i] < 0x80 && !ESCAPED[from[i]]) {
            to[at + i] = (byte) from[i];
            i++;
        }
        return i;
    }

    private int three(char c, int at) {
        bytes[at] = (byte) (0xe0 | (c >> 12));
        bytes[at + 1] = (byte) (0x80 | ((c >> 6) & 0x3f));
        bytes[at + 2] = (byte) (0x80 | (c & 0x3f));
        return at + 3;
    }

    private int four(int codePoint, int at) {
        bytes[at] = (byte) (0xf0 | (codePoint >> 18));
        bytes[at + 1] = (byte) (0x80 | ((codePoint >> 12) & 0x3f));
        bytes[at + 2] = (byte) (0x80 | ((codePoint >> 6) & 0x3f));
        bytes[at + 3] = (byte) (0x80 | (codePoint & 0x3f));
        return at + 4;
    }

    private static boolean needsEscape(int ascii) {
        return ESCAPED[ascii];
    }

    /** Writes an escaped character, for which there is room. */
    private void escape(char c) {
        bytes[length++] = '\\';
        if (c >= 0x20) {
            bytes[length++] = (byte) c;
            return;
        }
        bytes[length++] = 'u';
        bytes[length++] = '0';
        bytes[length++] = '0';
        bytes[length++] = HEX[c >> 4];
        bytes[length++] = HEX[c & 15];
    }

    private void ascii(String text) {
        for (int i = 0; i < text.length(); i++) {
            bytes[length++] = (byte) text.charAt(i);
        }
    }

    private static int digits(long value) {
        int digits = 1;
        for (long limit = 10; value >= limit && digits < 19; limit *= 10) {
            digits++;
        }
        return digits;
    }

    /** Puts the comma where one is due, and room for so many bytes. */
    private void separate(int count) {
        ensure(count + 1);
        if (comma) {
            bytes[length++] = ',';
        }
        comma = true;
    }

    private void ensure(int count) {
        if (count > bytes.length - length) {
            int wanted = Math.addExact(length, count);
            bytes =
                    Arrays.copyOf(
                            bytes,
                            (int)
                                    Math.min(
                                            Math.max(wanted, grown(bytes.length)),
                                            Integer.MAX_VALUE - 8));
        }
    }

    /** A large buffer grows by less, for what it does not need is missing elsewhere. */
    private static long grown(int length) {
        return length < LARGE_BYTES ? 2L * length : length + length / 4L;
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
