package io.maidian.intake;

import io.maidian.intake.BodyDecoder.Decoded;
import io.maidian.intake.Codec.Corrupt;
import io.maidian.intake.Codec.Plain;
import io.maidian.intake.Codec.Result;
import io.maidian.intake.Codec.TooLarge;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Undoes LZ-String, a Lempel-Ziv-Welch of UTF-16 code units whose codes grow bit by bit, in the two
 * forms that GrowingIO's JavaScript SDKs send: the bytes of {@code compressToUint8Array}, and the
 * text of {@code compressToUTF16} in UTF-8. Both carry the same bits. Each entry of its dictionary
 * is a run of what has been written, so no entry costs more than two numbers. For one thread.
 */
final class LzString {
    private static final int EIGHT_BITS = 0;
    private static final int END = 2;
    private static final int FIRST_ENTRY = 3;
    private static final int FIRST_WIDTH = 2;

    /** A code of more bits would need more entries than any body makes. */
    private static final int MAX_WIDTH = 30;

    /**
     * Encoded bytes that are always taken; beyond them a quarter of the limit. Each code costs an
     * entry, so a body that another codec has inflated to millions of codes would cost much.
     */
    private static final int ALWAYS_TAKEN_BYTES = 4 << 20;

    /** Bytes that may follow the end of an empty text; most JSON that is not encoded begins so. */
    private static final int MAX_PADDING = 4;

    /** What {@code compressToUTF16} adds to each of its units of 15 bits. */
    private static final int TEXT_BASE = 32;

    private static final int TEXT_BITS = 15;

    private final byte[] bits;
    private final int bitsEnd;
    private int bitsAt;
    private long window;
    private int available;

    private final int limitBytes;
    private byte[] out;
    private int length;
    private boolean surrogates;

    private int[] starts = new int[256];
    private int[] ends = new int[256];
    private int entries = FIRST_ENTRY;
    private int width = FIRST_WIDTH;
    private int untilWider = 1;

    private LzString(Decoded bits, int limitBytes) {
        this.bits = bits.bytes();
        this.bitsAt = bits.offset();
        this.bitsEnd = bits.offset() + bits.length();
        this.limitBytes = limitBytes;
        out = new byte[(int) Math.min(limitBytes, 4L * bits.length() + 16)];
    }

    static Result decode(Decoded body, int limitBytes) {
        if (body.length() > Math.max(ALWAYS_TAKEN_BYTES, limitBytes / 4)) {
            return TooLarge.of(body.length());
        }
        Decoded bits = isText(body) ? bitsOfText(body) : body;
        return bits == null ? new Corrupt() : new LzString(bits, limitBytes).decode();
    }

    /**
     * Whether it is the form of {@code compressToUTF16}. The bytes begin with a code of 2 bits that
     * is never 3; the text of what begins as JSON does begins with a character of several bytes.
     */
    private static boolean isText(Decoded body) {
        return (body.bytes()[body.offset()] & 0xc0) == 0xc0;
    }

    private static @Nullable Decoded bitsOfText(Decoded body) {
        CharBuffer text;
        try {
            text =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(body.bytes(), body.offset(), body.length()));
        } catch (CharacterCodingException e) {
            return null;
        }
        byte[] bits = new byte[(int) ((long) text.remaining() * TEXT_BITS / Byte.SIZE) + 1];
        int count = 0;
        int pending = 0;
        int pendingBits = 0;
        while (text.hasRemaining()) {
            int unit = text.get() - TEXT_BASE;
            if (unit < 0 || unit >= 1 << TEXT_BITS) {
                return null;
            }
            pending = (pending << TEXT_BITS) | unit;
            pendingBits += TEXT_BITS;
            while (pendingBits >= Byte.SIZE) {
                pendingBits -= Byte.SIZE;
                bits[count++] = (byte) (pending >>> pendingBits);
            }
        }
        bits[count++] = (byte) (pending << (Byte.SIZE - pendingBits));
        return new Decoded(bits, 0, count);
    }

    private Result decode() {
        int previousStart = -1;
        while (true) {
            int code = read(width);
            if (code == END) {
                if (previousStart < 0 && bitsEnd - bitsAt > MAX_PADDING) {
                    return new Corrupt();
                }
                return new Plain(out, surrogates ? joinPairs() : length);
            }
            int start = length;
            boolean fits;
            if (code >= 0 && code < END) {
                int unit = read(code == EIGHT_BITS ? 8 : 16);
                if (unit < 0) {
                    return new Corrupt();
                }
                fits = append(unit);
                enter(start, length);
            } else if (previousStart < 0 || code < FIRST_ENTRY || code > entries) {
                return new Corrupt();
            } else if (code == entries) {
                // What was written last and its first unit again, which this very code enters.
                fits = copy(previousStart, start + unitBytes(previousStart));
            } else {
                fits = copy(starts[code], ends[code]);
            }
            if (!fits) {
                return TooLarge.moreThan(limitBytes);
            }
            if (previousStart >= 0) {
                enter(previousStart, start + unitBytes(start));
            }
            if (width > MAX_WIDTH) {
                return new Corrupt();
            }
            previousStart = start;
        }
    }

    /** The next bits, the lowest first, or -1 if there are none. */
    private int read(int count) {
        while (available < count) {
            if (bitsAt == bitsEnd) {
                return -1;
            }
            window = (window << Byte.SIZE) | (bits[bitsAt++] & 0xff);
            available += Byte.SIZE;
        }
        available -= count;
        int read = (int) (window >>> available) & ((1 << count) - 1);
        return Integer.reverse(read) >>> (Integer.SIZE - count);
    }

    private void enter(int start, int end) {
        if (entries == starts.length) {
            starts = Arrays.copyOf(starts, 2 * entries);
            ends = Arrays.copyOf(ends, 2 * entries);
        }
        starts[entries] = start;
        ends[entries++] = end;
        if (--untilWider == 0) {
            untilWider = 1 << width++;
        }
    }

    /** Writes a code unit as if it were a character: pairs of surrogates are joined at the end. */
    private boolean append(int unit) {
        if (!reserve(3)) {
            return false;
        }
        if (unit < 0x80) {
            out[length++] = (byte) unit;
        } else if (unit < 0x800) {
            out[length++] = (byte) (0xc0 | (unit >> 6));
            out[length++] = (byte) (0x80 | (unit & 0x3f));
        } else {
            surrogates |= Character.isSurrogate((char) unit);
            out[length++] = (byte) (0xe0 | (unit >> 12));
            out[length++] = (byte) (0x80 | ((unit >> 6) & 0x3f));
            out[length++] = (byte) (0x80 | (unit & 0x3f));
        }
        return length <= limitBytes;
    }

    /** Writes a run again, which may reach into what is being written. */
    private boolean copy(int from, int to) {
        int count = to - from;
        if (!reserve(count)) {
            return false;
        }
        if (to <= length) {
            System.arraycopy(out, from, out, length, count);
            length += count;
        } else {
            for (int at = from; at < to; at++) {
                out[length++] = out[at];
            }
        }
        return length <= limitBytes;
    }

    private boolean reserve(int count) {
        long needed = (long) length + count;
        if (needed > out.length) {
            // A unit may need up to two bytes less than was asked for.
            if (needed > limitBytes + 2L) {
                return false;
            }
            out =
                    Arrays.copyOf(
                            out, (int) Math.min(limitBytes + 2L, Math.max(needed, 2L * length)));
        }
        return true;
    }

    /** Bytes of the code unit that was written here. */
    private int unitBytes(int at) {
        int lead = out[at] & 0xff;
        if (lead < 0x80) {
            return 1;
        }
        return lead < 0xe0 ? 2 : 3;
    }

    /** Makes UTF-8 of both halves of a pair where they meet, and tells the length. */
    private int joinPairs() {
        int to = 0;
        int at = 0;
        while (at < length) {
            int unit = surrogate(at);
            int next = surrogate(at + 3);
            if (unit >= 0 && unit < 0xdc00 && next >= 0xdc00) {
                int character = Character.toCodePoint((char) unit, (char) next);
                out[to++] = (byte) (0xf0 | (character >> 18));
                out[to++] = (byte) (0x80 | ((character >> 12) & 0x3f));
                out[to++] = (byte) (0x80 | ((character >> 6) & 0x3f));
                out[to++] = (byte) (0x80 | (character & 0x3f));
                at += 6;
            } else {
                int count = unitBytes(at);
                System.arraycopy(out, at, out, to, count);
                to += count;
                at += count;
            }
        }
        return to;
    }

    /** The surrogate that was written here, or -1 if there is none. */
    private int surrogate(int at) {
        if (at + 3 > length || out[at] != (byte) 0xed || (out[at + 1] & 0xff) < 0xa0) {
            return -1;
        }
        return 0xd000 | ((out[at + 1] & 0x3f) << 6) | (out[at + 2] & 0x3f);
    }
}
