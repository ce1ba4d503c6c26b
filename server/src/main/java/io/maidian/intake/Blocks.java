package io.maidian.intake;

import io.airlift.compress.v3.MalformedInputException;
import io.airlift.compress.v3.lz4.Lz4JavaDecompressor;
import io.airlift.compress.v3.snappy.SnappyJavaDecompressor;
import io.maidian.intake.BodyDecoder.Decoded;
import io.maidian.intake.Codec.Corrupt;
import io.maidian.intake.Codec.Plain;
import io.maidian.intake.Codec.Result;
import io.maidian.intake.Codec.TooLarge;

/**
 * Undoes the codecs that are one block, whose size is known before anything is inflated: snappy
 * declares it, LZ4's follows from its sequences. Stateless.
 */
final class Blocks {
    /** Snappy's best: a copy of 64 bytes in 3. A body that declares more is no snappy. */
    private static final int SNAPPY_MAX_RATIO = 22;

    /** Bytes of an LZ4 match's offset. */
    private static final int LZ4_OFFSET = 2;

    private static final int LZ4_MIN_MATCH = 4;

    /** A nibble of an LZ4 token that says that more of the length follows. */
    private static final int LZ4_LONGER = 15;

    private Blocks() {}

    static Result snappy(Decoded body, int limitBytes) {
        SnappyJavaDecompressor snappy = new SnappyJavaDecompressor();
        try {
            long declared =
                    Integer.toUnsignedLong(
                            snappy.getUncompressedLength(body.bytes(), body.offset()));
            if (declared > limitBytes) {
                return TooLarge.of(declared);
            }
            if (declared > (long) SNAPPY_MAX_RATIO * body.length()) {
                return new Corrupt();
            }
            byte[] plain = new byte[(int) declared];
            int length =
                    snappy.decompress(
                            body.bytes(), body.offset(), body.length(), plain, 0, plain.length);
            return new Plain(plain, length);
        } catch (MalformedInputException | IllegalArgumentException | IndexOutOfBoundsException e) {
            return new Corrupt();
        }
    }

    static Result lz4(Decoded body, int limitBytes) {
        long size = new Lz4Sequences(body).plainBytes();
        if (size < 0) {
            return new Corrupt();
        }
        if (size > limitBytes) {
            return TooLarge.of(size);
        }
        byte[] plain = new byte[(int) size];
        try {
            int length =
                    new Lz4JavaDecompressor()
                            .decompress(
                                    body.bytes(),
                                    body.offset(),
                                    body.length(),
                                    plain,
                                    0,
                                    plain.length);
            return length == size ? new Plain(plain, length) : new Corrupt();
        } catch (MalformedInputException | IllegalArgumentException | IndexOutOfBoundsException e) {
            return new Corrupt();
        }
    }

    /** Steps over the sequences of a block of LZ4, which copies nothing. */
    private static final class Lz4Sequences {
        private final byte[] bytes;
        private final int end;
        private int at;

        Lz4Sequences(Decoded body) {
            bytes = body.bytes();
            at = body.offset();
            end = at + body.length();
        }

        /** What they say the block inflates to, or -1 if it does not end where it should. */
        long plainBytes() {
            long size = 0;
            while (at < end) {
                int token = bytes[at++] & 0xff;
                long literals = length(token >>> 4);
                if (literals < 0 || literals > end - at) {
                    return -1;
                }
                at += (int) literals;
                size += literals;
                if (at == end) {
                    return size;
                }
                at += LZ4_OFFSET;
                long match = length(token & 0xf);
                if (match < 0) {
                    return -1;
                }
                size += match + LZ4_MIN_MATCH;
            }
            return -1;
        }

        private long length(int nibble) {
            long length = nibble;
            int more = nibble == LZ4_LONGER ? 0xff : 0;
            while (more == 0xff) {
                if (at >= end) {
                    return -1;
                }
                more = bytes[at++] & 0xff;
                length += more;
            }
            return length;
        }
    }
}
