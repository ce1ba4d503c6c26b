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

/**
 * Makes a body valid UTF-8: it is so already, or it holds surrogates encoded one by one, which
 * become JSON escapes, or it is GB18030. Stateless.
 */
final class Charsets {
    private static final Charset GB18030 = Charset.forName("GB18030");
    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long NOT_ASCII = 0x8080_8080_8080_8080L;

    private Charsets() {}

    static Body utf8(Decoded body, int limitBytes) {
        Decoded text = withoutMark(body);
        byte[] bytes = text.bytes();
        int end = text.offset() + text.length();
        int surrogates = 0;
        int at = text.offset();
        while ((at = ascii(bytes, at, end)) < end) {
            int count = sequence(bytes, at, end);
            if (count == 0) {
                return gb18030(text, limitBytes, at - body.offset());
            }
            if (isSurrogate(bytes, at)) {
                surrogates++;
            }
            at += count;
        }
        return surrogates == 0 ? text : escaped(text, surrogates);
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

    /** The first byte from here on that is not ASCII, or the end. */
    private static int ascii(byte[] bytes, int from, int end) {
        int at = from;
        while (at + Long.BYTES <= end && ((long) LONG.get(bytes, at) & NOT_ASCII) == 0) {
            at += Long.BYTES;
        }
        while (at < end && bytes[at] >= 0) {
            at++;
        }
        return at;
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
                        Rule.BODY_TOO_LARGE.refuse(Integer.toString(utf8.remaining())));
            }
            byte[] bytes = new byte[utf8.remaining()];
            utf8.get(bytes);
            return new Decoded(bytes, 0, bytes.length);
        } catch (CharacterCodingException e) {
            return new Undecodable(Rule.BODY_ENCODING.refuse(Integer.toString(wrongAt)));
        }
    }
}
