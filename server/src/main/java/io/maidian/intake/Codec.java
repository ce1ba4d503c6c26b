package io.maidian.intake;

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
        Result decode(Decoded body, Bounds bounds) {
            return new Plain(body);
        }
    },
    GZIP("Content-Encoding", "gzip") {
        @Override
        Result decode(Decoded body, Bounds bounds) {
            return Inflation.gzip(body, bounds.limitBytes());
        }
    },
    DEFLATE("Content-Encoding", "deflate") {
        @Override
        Result decode(Decoded body, Bounds bounds) {
            return Inflation.deflate(body, bounds.limitBytes());
        }
    },
    ZSTD("Content-Encoding", "zstd") {
        @Override
        Result decode(Decoded body, Bounds bounds) {
            return Inflation.zstd(body, bounds.limitBytes());
        }
    },
    NO_ENCODE("X-Encode-Codec", "0") {
        @Override
        Result decode(Decoded body, Bounds bounds) {
            return new Plain(body);
        }
    },
    BASE64("X-Encode-Codec", "1") {
        @Override
        Result decode(Decoded body, Bounds bounds) {
            return Unwrapping.base64(body);
        }
    },
    NO_CRYPT("X-Crypt-Codec", "0") {
        @Override
        Result decode(Decoded body, Bounds bounds) {
            return new Plain(body);
        }
    },
    XOR("X-Crypt-Codec", "1") {
        @Override
        Result decode(Decoded body, Bounds bounds) {
            Long stm = bounds.stm();
            return stm == null ? new KeyMissing() : Unwrapping.xor(body, stm.byteValue());
        }
    },
    NO_COMPRESS("X-Compress-Codec", "0") {
        @Override
        Result decode(Decoded body, Bounds bounds) {
            return new Plain(body);
        }
    },
    LZ_STRING("X-Compress-Codec", "1") {
        @Override
        Result decode(Decoded body, Bounds bounds) {
            return LzString.decode(body, bounds.limitBytes());
        }
    },
    SNAPPY("X-Compress-Codec", "2") {
        @Override
        Result decode(Decoded body, Bounds bounds) {
            return Blocks.snappy(body, bounds.limitBytes());
        }
    },
    LZ4("X-Compress-Codec", "3") {
        @Override
        Result decode(Decoded body, Bounds bounds) {
            return Blocks.lz4(body, bounds.limitBytes());
        }
    };

    /** What old clients call {@link #GZIP}. */
    private static final String X_GZIP = "x-gzip";

    private final String header;
    private final String value;

    Codec(String header, String value) {
        this.header = header;
        this.value = value;
    }

    /**
     * What a codec works within.
     *
     * @param limitBytes how much it may inflate to
     * @param stm of the upload's query as it was sent, before scaling; the key of {@link #XOR}
     */
    record Bounds(int limitBytes, @Nullable Long stm) {}

    /** What became of a body. */
    sealed interface Result {}

    /** It was undone. */
    record Plain(Decoded body) implements Result {
        Plain(byte[] bytes, int length) {
            this(new Decoded(bytes, 0, length));
        }
    }

    /**
     * It holds more than the limit.
     *
     * @param bytes how much, or that it is more than so much
     */
    record TooLarge(String bytes) implements Result {
        static TooLarge of(long bytes) {
            return new TooLarge(Long.toString(bytes));
        }

        static TooLarge moreThan(int limitBytes) {
            return new TooLarge("> " + limitBytes);
        }
    }

    /** It is not of this codec. */
    record Corrupt() implements Result {}

    /** Its key is the upload's stm, and there is none. */
    record KeyMissing() implements Result {}

    /** The codec of this header value, or null if there is none; empty is none needed. */
    static @Nullable Codec of(String header, String value) {
        String lower = value.toLowerCase(Locale.ROOT);
        String wanted = lower.equals(X_GZIP) ? GZIP.value : lower;
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
    abstract Result decode(Decoded body, Bounds bounds);
}
