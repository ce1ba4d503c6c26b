package io.maidian.intake;

import io.maidian.intake.BodyDecoder.Decoded;

/**
 * Steps over the frames and blocks of zstd (RFC 8878), which decodes nothing, to see what memory
 * they would need. For one thread.
 */
final class ZstdFrames {
    /** It is cut off, or no zstd. */
    static final long BROKEN = -1;

    private static final int MAGIC = 0xfd2fb528;
    private static final int SINGLE_SEGMENT = 0x20;
    private static final int CHECK_SUM = 0x04;
    private static final int MIN_WINDOW_LOG = 10;
    private static final int RLE_BLOCK = 1;
    private static final int RESERVED_BLOCK = 3;

    private final byte[] bytes;
    private final int end;
    private int at;

    private ZstdFrames(Decoded body) {
        bytes = body.bytes();
        at = body.offset();
        end = at + body.length();
    }

    /** The largest window that a frame asks for, in bytes, or {@link #BROKEN}. */
    static long windowBytes(Decoded body) {
        ZstdFrames frames = new ZstdFrames(body);
        long largest = 0;
        while (frames.at < frames.end) {
            long window = frames.frame();
            if (window == BROKEN) {
                return BROKEN;
            }
            largest = Math.max(largest, window);
        }
        return largest;
    }

    private long frame() {
        if (number(Integer.BYTES) != Integer.toUnsignedLong(MAGIC) || at >= end) {
            return BROKEN;
        }
        int descriptor = bytes[at++];
        boolean singleSegment = (descriptor & SINGLE_SEGMENT) != 0;
        long window = 0;
        if (!singleSegment) {
            int log = (int) number(1);
            long base = 1L << (MIN_WINDOW_LOG + (log >>> 3));
            window = base + (base >>> 3) * (log & 7);
        }
        int dictionary = descriptor & 3;
        at += dictionary == 3 ? Integer.BYTES : dictionary;
        int sizeBytes =
                switch ((descriptor >>> 6) & 3) {
                    case 0 -> singleSegment ? 1 : 0;
                    case 1 -> Short.BYTES;
                    case 2 -> Integer.BYTES;
                    default -> Long.BYTES;
                };
        long size = number(sizeBytes);
        if (singleSegment) {
            // The window is the content; a size beyond 2^63 is as good as the largest.
            window = size < 0 ? Long.MAX_VALUE : size;
        }
        if (!blocks()) {
            return BROKEN;
        }
        at += (descriptor & CHECK_SUM) == 0 ? 0 : Integer.BYTES;
        return at <= end ? window : BROKEN;
    }

    /** Whether there are blocks up to a last one. */
    private boolean blocks() {
        while (at + 3 <= end) {
            int header = (int) number(3);
            int type = (header >>> 1) & 3;
            int length = type == RLE_BLOCK ? 1 : header >>> 3;
            if (type == RESERVED_BLOCK || length > end - at) {
                return false;
            }
            at += length;
            if ((header & 1) != 0) {
                return true;
            }
        }
        return false;
    }

    /** The next bytes, the lowest first; 0 where they are not all there, which blocks() finds. */
    private long number(int count) {
        long number = 0;
        if (count <= end - at) {
            for (int i = count - 1; i >= 0; i--) {
                number = (number << Byte.SIZE) | (bytes[at + i] & 0xff);
            }
        }
        at += count;
        return number;
    }
}
