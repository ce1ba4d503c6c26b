package io.maidian.intake;

import io.maidian.intake.BodyDecoder.Body;
import io.maidian.intake.BodyDecoder.Decoded;
import io.maidian.intake.BodyDecoder.Undecodable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Makes a body valid UTF-8: it is so already, or it holds surrogates encoded one by one, which
 * become JSON escapes, or it is GB18030. Escapes of halves of surrogate pairs become {@link
 * #UNPAIRED}. Stateless.
 */
final class Charsets {
    /**
     * Stands for half of a surrogate pair, which neither UTF-8 nor all parsers can hold; itself it
     * is no character.
     */
    static final char UNPAIRED = '\uffff';

    private static final Charset GB18030 = Charset.forName("GB18030");
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long NOT_ASCII = 0x8080_8080_8080_8080L;
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long BACKSLASHES = '\\' * ONES;

    private Charsets() {}

    static Body utf8(Decoded body, int limitBytes) {
        Decoded text = withoutMark(body);
        byte[] bytes = text.bytes();
        int end = text.offset() + text.length();
        int encoded = 0;
        boolean escaped = false;
        int at = text.offset();
        while ((at = plain(bytes, at, end)) < end) {
            if (bytes[at] == '\\') {
                escaped |= isSurrogateEscape(bytes, at, end);
                at += 2;
                continue;
            }
            int count = sequence(bytes, at, end);
            if (count == 0) {
                return gb18030(text, limitBytes, at - body.offset());
            }
            encoded += isSurrogate(bytes, at) ? 1 : 0;
            at += count;
        }
        if (encoded > 0) {
            return marked(escaped(text, encoded));
        }
        return escaped ? marked(text) : text;
    }

    private static Decoded withoutMark(Decoded body) {
        byte[] bytes = body.bytes();
        int at = body.offset();
        boolean marked =
                body.length() >= 3
                        && bytes[at] == (byte) 0xef
                        && bytes[at + 1] == (byte) 0xbb
                        && bytes[at + 2] == (byte) 0xbf;
        return marked ? new Decoded(bytes, at + 3, body.length() - 3) : body;
    }

    /** The first byte from here on that is a backslash or not ASCII, or the end. */
    private static int plain(byte[] bytes, int from, int end) {
        int at = from;
        while (at + Long.BYTES <= end) {
            long eight = (long) LONG.get(bytes, at);
            long backslashes = eight ^ BACKSLASHES;
            if (((eight | ((backslashes - ONES) & ~backslashes)) & NOT_ASCII) != 0) {
                break;
            }
            at += Long.BYTES;
        }
        while (at < end && bytes[at] >= 0 && bytes[at] != '\\') {
            at++;
        }
        return at;
    }

    /** Whether here begins an escape of a surrogate, <code>&#92;uD800</code> to DFFF. */
    private static boolean isSurrogateEscape(byte[] bytes, int at, int end) {
        return hexDigit(bytes, at, end, 0) == 0xd && hexDigit(bytes, at, end, 1) >= 8;
    }

    private static boolean isLowSurrogateEscape(byte[] bytes, int at, int end) {
        return hexDigit(bytes, at, end, 0) == 0xd && hexDigit(bytes, at, end, 1) >= 0xc;
    }

    /** A digit of the escape <code>&#92;uXXXX</code> that begins here, or -1 if none does. */
    private static int hexDigit(byte[] bytes, int at, int end, int digit) {
        boolean escape = at + 6 <= end && bytes[at] == '\\' && bytes[at + 1] == 'u';
        return escape ? Character.digit(bytes[at + 2 + digit], 16) : -1;
    }

    /** With {@link #UNPAIRED} for each escape of a surrogate that is not one of a pair. */
    private static Decoded marked(Decoded body) {
        ByteBuffer source = body.text();
        byte[] bytes = new byte[body.length()];
        source.get(source.position(), bytes);
        int end = bytes.length;
        boolean marked = false;
        for (int at = 0; at < end; at++) {
            if (bytes[at] != '\\') {
                continue;
            }
            if (!isSurrogateEscape(bytes, at, end)) {
                at++;
            } else if (!isLowSurrogateEscape(bytes, at, end)
                    && isLowSurrogateEscape(bytes, at + 6, end)) {
                at += 11;
            } else {
                Arrays.fill(bytes, at + 2, at + 6, (byte) 'f');
                marked = true;
                at += 5;
            }
        }
        return marked ? new Decoded(ByteBuffer.wrap(bytes), source, true) : body;
    }

    /** The length of the sequence that begins here, or 0 if it is not UTF-8. */
    private static int sequence(byte[] bytes, int at, int end) {
        int first = bytes[at] & 0xff;
        int second = at + 1 < end ? bytes[at + 1] & 0xff : 0;
        if (first < 0xc2 || first > 0xf4 || !continues(second)) {
            return 0;
        }
        if (first < 0xe0) {
            return 2;
        }
        if (at + 2 >= end || !continues(bytes[at + 2])) {
            return 0;
        }
        if (first < 0xf0) {
            return first == 0xe0 && second < 0xa0 ? 0 : 3;
        }
        boolean inRange = (first > 0xf0 || second >= 0x90) && (first < 0xf4 || second < 0x90);
        return inRange && at + 3 < end && continues(bytes[at + 3]) ? 4 : 0;
    }

    private static boolean continues(int b) {
        return (b & 0xc0) == 0x80;
    }

    private static boolean isSurrogate(byte[] bytes, int at) {
        return bytes[at] == (byte) 0xed && (bytes[at + 1] & 0xff) >= 0xa0;
    }

    /** Surrogates as escapes, so that pairs meet and others are found where they stand. */
    private static Decoded escaped(Decoded body, int surrogates) {
        byte[] from = body.bytes();
        byte[] to = new byte[body.length() + 3 * surrogates];
        int length = 0;
        int end = body.offset() + body.length();
        for (int at = body.offset(); at < end; at++) {
            if (from[at] == (byte) 0xed && isSurrogate(from, at)) {
                int c = 0xd000 | ((from[at + 1] & 0x3f) << 6) | (from[at + 2] & 0x3f);
                byte[] escape =
                        ("\\u" + Integer.toHexString(c)).getBytes(StandardCharsets.US_ASCII);
                System.arraycopy(escape, 0, to, length, escape.length);
                length += escape.length;
                at += 2;
            } else {
                to[length++] = from[at];
            }
        }
        return new Decoded(to, 0, length);
    }

    private static Body gb18030(Decoded body, int limitBytes, int wrongAt) {
        try {
            CharBuffer text =
                    GB18030.newDecoder()
                            .decode(ByteBuffer.wrap(body.bytes(), body.offset(), body.length()));
            ByteBuffer utf8 = StandardCharsets.UTF_8.newEncoder().encode(text);
            if (utf8.remaining() > limitBytes) {
                return new Undecodable(
                        UploadRule.BODY_TOO_LARGE.refuse(Integer.toString(utf8.remaining())));
            }
            byte[] bytes = new byte[utf8.remaining()];
            utf8.get(bytes);
            return utf8(new Decoded(bytes, 0, bytes.length), limitBytes);
        } catch (CharacterCodingException e) {
            return new Undecodable(UploadRule.BODY_ENCODING.refuse(Integer.toString(wrongAt)));
        }
    }
}
