package io.maidian.intake;

import io.airlift.compress.v3.MalformedInputException;
import io.airlift.compress.v3.snappy.SnappyJavaDecompressor;
import io.maidian.intake.BodyDecoder.Decoded;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The one list of codecs: which value of which header each undoes, and how. None inflates beyond
 * the limit that it is given. Safe for any thread.
 */
enum Codec {
    IDENTITY("Content-Encoding", "identity") {
        @Override
        Result decode(Decoded body, int limitBytes) {
            return new Plain(body);
        }
    },
    NO_ENCODE("X-Encode-Codec", "0") {
        @Override
        Result decode(Decoded body, int limitBytes) {
            return new Plain(body);
        }
    },
    NO_CRYPT("X-Crypt-Codec", "0") {
        @Override
        Result decode(Decoded body, int limitBytes) {
            return new Plain(body);
        }
    },
    NO_COMPRESS("X-Compress-Codec", "0") {
        @Override
        Result decode(Decoded body, int limitBytes) {
            return new Plain(body);
        }
    },
    SNAPPY("X-Compress-Codec", "2") {
        @Override
        Result decode(Decoded body, int limitBytes) {
            return snappy(body, limitBytes);
        }
    };

    /** Snappy's best: a copy of 64 bytes in 3. A body that declares more is no snappy. */
    private static final int SNAPPY_MAX_RATIO = 22;

    private final String header;
    private final String value;

    Codec(String header, String value) {
        this.header = header;
        this.value = value;
    }

    /** What became of a body. */
    sealed interface Result {}

    /** It was undone. */
    record Plain(Decoded body) implements Result {}

    /** It holds more than the limit. */
    record TooLarge(long bytes) implements Result {}

    /** It is not of this codec. */
    record Corrupt() implements Result {}

    /** The codec of this header value, or null if there is none; empty is none needed. */
    static @Nullable Codec of(String header, String value) {
        String wanted = value.toLowerCase(Locale.ROOT);
        for (Codec codec : values()) {
            if (codec.header.equals(header) && (codec.value.equals(wanted) || wanted.isEmpty())) {
                return codec;
            }
        }
        return null;
    }

    /**
     * Undoes it.
     *
     * @param body not empty
     */
    abstract Result decode(Decoded body, int limitBytes);

    private static Result snappy(Decoded body, int limitBytes) {
        SnappyJavaDecompressor snappy = new SnappyJavaDecompressor();
        try {
            long declared =
                    Integer.toUnsignedLong(
                            snappy.getUncompressedLength(body.bytes(), body.offset()));
            if (declared > limitBytes) {
                return new TooLarge(declared);
            }
            if (declared > (long) SNAPPY_MAX_RATIO * body.length()) {
                return new Corrupt();
            }
            byte[] plain = new byte[(int) declared];
            int length =
                    snappy.decompress(
                            body.bytes(), body.offset(), body.length(), plain, 0, plain.length);
            return new Plain(new Decoded(plain, 0, length));
        } catch (MalformedInputException | IllegalArgumentException | IndexOutOfBoundsException e) {
            return new Corrupt();
        }
    }
}
