package io.maidian.log.segment;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where the frames of a compressed segment lie, in its file and in the segment's: the seek table of
 * zstd's seekable format, see {@link CompressedFormat}. For one thread.
 */
final class FrameTable {
    static final int FOOTER_BYTES = 9;

    /** Most frames of one file; a segment of 1 GiB and one large group has far fewer. */
    private static final int MAX_FRAMES = 1 << 16;

    private static final int TABLE_MAGIC = 0x184d2a5e;
    private static final int FOOTER_MAGIC = 0x8f92eab1;
    private static final int HEAD_BYTES = 8;
    private static final int ENTRY_BYTES = 8;

    private int frames;

    /** Where each begins, and behind the last one where it ends. */
    private long[] at = new long[64];

    private long[] plainAt = new long[64];

    /** Adds the next frame. */
    void add(int length, int plainLength) {
        if (frames + 2 > at.length) {
            at = Arrays.copyOf(at, at.length * 2);
            plainAt = Arrays.copyOf(plainAt, plainAt.length * 2);
        }
        at[frames + 1] = at[frames] + length;
        plainAt[frames + 1] = plainAt[frames] + plainLength;
        frames++;
    }

    /** Bytes of all frames in the file. */
    long end() {
        return at[frames];
    }

    /** Bytes of all frames in the segment's file. */
    long plainEnd() {
        return plainAt[frames];
    }

    long at(int frame) {
        return at[frame];
    }

    int length(int frame) {
        return (int) (at[frame + 1] - at[frame]);
    }

    long plainAt(int frame) {
        return plainAt[frame];
    }

    int plainLength(int frame) {
        return (int) (plainAt[frame + 1] - plainAt[frame]);
    }

    /** The frame that holds this offset of the segment's file, which must lie before its end. */
    int holding(long plainOffset) {
        int found = Arrays.binarySearch(plainAt, 0, frames + 1, plainOffset);
        int frame = found >= 0 ? found : -found - 2;
        // A frame of nothing begins where the next one does; a search may meet either.
        while (plainAt[frame + 1] <= plainOffset) {
            frame++;
        }
        return frame;
    }

    ByteBuffer bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(bytes(frames)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(TABLE_MAGIC).putInt(bytes.capacity() - HEAD_BYTES);
        for (int i = 0; i < frames; i++) {
            bytes.putInt(length(i)).putInt(plainLength(i));
        }
        return bytes.putInt(frames).put((byte) 0).putInt(FOOTER_MAGIC).flip();
    }

    /** Bytes of the table of so many frames. */
    static int bytes(int frames) {
        return HEAD_BYTES + frames * ENTRY_BYTES + FOOTER_BYTES;
    }

    /** The number of frames that a file's last bytes tell; -1 where they are not whole. */
    static int frames(ByteBuffer footer) {
        ByteBuffer bytes = footer.order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.remaining() < FOOTER_BYTES
                || bytes.get(4) != 0
                || bytes.getInt(5) != FOOTER_MAGIC) {
            return -1;
        }
        int frames = bytes.getInt(0);
        return frames < 1 || frames > MAX_FRAMES ? -1 : frames;
    }

    /** Reads a table of so many frames; null where it is not whole. */
    static @Nullable FrameTable of(ByteBuffer table, int frames) {
        ByteBuffer bytes = table.order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.remaining() < bytes(frames) || bytes.getInt(0) != TABLE_MAGIC) {
            return null;
        }
        FrameTable read = new FrameTable();
        for (int i = 0; i < frames; i++) {
            int length = bytes.getInt(HEAD_BYTES + i * ENTRY_BYTES);
            int plain = bytes.getInt(HEAD_BYTES + i * ENTRY_BYTES + 4);
            if (length < 1 || plain < 0 || plain > CompressedFormat.FRAME_BYTES) {
                return null;
            }
            read.add(length, plain);
        }
        return read;
    }
}
