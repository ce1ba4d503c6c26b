package io.maidian.intake;

import io.airlift.compress.v3.MalformedInputException;
import io.airlift.compress.v3.zstd.ZstdInputStream;
import io.maidian.intake.BodyDecoder.Decoded;
import io.maidian.intake.Codec.Corrupt;
import io.maidian.intake.Codec.Plain;
import io.maidian.intake.Codec.Result;
import io.maidian.intake.Codec.TooLarge;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * Undoes the codecs of {@code Content-Encoding}. They do not say how much they hold, so each is cut
 * off as soon as it has given more than the limit. Stateless.
 */
final class Inflation {
    private static final int ZLIB_DEFLATE = 8;
    private static final int ZLIB_CHECK = 31;

    /** What an encoder for HTTP may ask for (RFC 9659); the decoder itself would allocate any. */
    private static final int ZSTD_MAX_WINDOW = 8 << 20;

    private static final int PASSED_BYTES = 16 << 10;

    private Inflation() {}

    static Result gzip(Decoded body, int limitBytes) {
        try {
            return inflated(() -> new GZIPInputStream(stream(body)), limitBytes);
        } catch (IOException e) {
            return new Corrupt();
        }
    }

    /** With zlib's header, as the RFC has it, or raw, as some clients send it. */
    static Result deflate(Decoded body, int limitBytes) {
        Inflater inflater = new Inflater(!isZlib(body));
        try {
            Result result =
                    inflated(
                            () -> {
                                inflater.reset();
                                return new InflaterInputStream(stream(body), inflater);
                            },
                            limitBytes);
            // A stream that asks for a dictionary ends without having begun.
            return inflater.needsDictionary() ? new Corrupt() : result;
        } catch (IOException e) {
            return new Corrupt();
        } finally {
            inflater.end();
        }
    }

    static Result zstd(Decoded body, int limitBytes) {
        long windowBytes = ZstdFrames.windowBytes(body);
        if (windowBytes == ZstdFrames.BROKEN) {
            return new Corrupt();
        }
        if (windowBytes > ZSTD_MAX_WINDOW) {
            return TooLarge.of(windowBytes);
        }
        try {
            return inflated(() -> new ZstdInputStream(stream(body)), limitBytes);
        } catch (IOException
                | MalformedInputException
                | IllegalArgumentException
                | IllegalStateException
                | ArithmeticException
                | IndexOutOfBoundsException e) {
            return new Corrupt();
        }
    }

    /** Begins to inflate. */
    private interface Inflating {
        InputStream begin() throws IOException;
    }

    /**
     * Inflates twice what is not small: once to know how much it is, so that a bomb takes no memory
     * and the rest no more than it holds.
     */
    private static Result inflated(Inflating inflating, int limitBytes) throws IOException {
        try (InputStream plain = inflating.begin()) {
            int smallBytes = Math.min(limitBytes, LargeUploads.SMALL_BYTES);
            byte[] beginning = plain.readNBytes(smallBytes);
            long length = beginning.length;
            if (length == smallBytes) {
                byte[] passed = new byte[PASSED_BYTES];
                int count = plain.read(passed);
                while (count >= 0 && length <= limitBytes) {
                    length += count;
                    count = plain.read(passed);
                }
            }
            if (length > limitBytes) {
                return TooLarge.moreThan(limitBytes);
            }
            if (length == beginning.length) {
                return new Plain(beginning, beginning.length);
            }
            return whole(inflating, (int) length);
        }
    }

    private static Result whole(Inflating inflating, int length) throws IOException {
        byte[] whole = new byte[length];
        try (InputStream plain = inflating.begin()) {
            return new Plain(whole, plain.readNBytes(whole, 0, length));
        }
    }

    private static boolean isZlib(Decoded body) {
        if (body.length() < 2) {
            return false;
        }
        int method = body.bytes()[body.offset()] & 0xff;
        int flags = body.bytes()[body.offset() + 1] & 0xff;
        return (method & 0xf) == ZLIB_DEFLATE && ((method << 8) | flags) % ZLIB_CHECK == 0;
    }

    private static ByteArrayInputStream stream(Decoded body) {
        return new ByteArrayInputStream(body.bytes(), body.offset(), body.length());
    }
}
