package io.maidian.log.segment;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a compressed segment's file, beside its zstd frames: zstd's seekable format, with a
 * skippable frame of our own in front; docs/formats/log-segment.md is the reference. Any zstd makes
 * the segment's file of it again. Stateless.
 *
 * <pre>
 * header frame:   0 0x184D2A50 | 4 length, 48 | 8 magic "MDLOGZST" | 16 version (4) | 20 start (8)
 *                28 size of the segment's file (8) | 36 newest received time (8) | 44 reserved (8)
 *                52 CRC32C of 8..51 | 56
 * zstd frames, each of 1 MiB of the file
 * seek table:     0 0x184D2A5E | 4 length | 8 per frame: compressed size, plain size (4 each)
 *                 number of frames (4) | descriptor, 0 (1) | 0x8F92EAB1
 * </pre>
 *
 * The header's numbers are big-endian, zstd's (of both frames' heads, and the table) little-endian.
 */
final class CompressedFormat {
    static final int VERSION = 1;
    static final int HEADER_BYTES = 56;
    static final int FRAME_BYTES = 1 << 20;

    /** As the newest time: not known. */
    static final long NO_TIME = -1;

    private static final int HEADER_MAGIC = 0x184d2a50;
    private static final long OWN_MAGIC = 0x4d444c4f475a5354L; // MDLOGZST
    private static final int SKIPPABLE_HEAD_BYTES = 8;
    private static final int CRC_AT = 52;

    private CompressedFormat() {}

    /**
     * What the header says.
     *
     * @param start the segment's start position
     * @param size of the segment's file before it was compressed, in bytes
     * @param newestMillis received time of its last upload; {@link #NO_TIME} if it is not known
     */
    record Header(long start, long size, long newestMillis) {
        ByteBuffer bytes() {
            ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.putInt(HEADER_MAGIC).putInt(HEADER_BYTES - SKIPPABLE_HEAD_BYTES);
            bytes.order(ByteOrder.BIG_ENDIAN);
            bytes.putLong(OWN_MAGIC).putInt(VERSION).putLong(start).putLong(size);
            bytes.putLong(newestMillis).putLong(0);
            return bytes.putInt(crc(bytes)).flip();
        }

        /** Null where it is not whole. */
        static @Nullable Header of(ByteBuffer bytes) {
            if (bytes.remaining() < HEADER_BYTES
                    || little(bytes, 0) != HEADER_MAGIC
                    || bytes.getLong(8) != OWN_MAGIC
                    || bytes.getInt(CRC_AT) != crc(bytes)) {
                return null;
            }
            return new Header(bytes.getLong(20), bytes.getLong(28), bytes.getLong(36));
        }
    }

    /** The version that a whole header bears. */
    static int version(ByteBuffer header) {
        return header.getInt(16);
    }

    private static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(SKIPPABLE_HEAD_BYTES, CRC_AT - SKIPPABLE_HEAD_BYTES));
        return (int) crc.getValue();
    }

    private static int little(ByteBuffer bytes, int index) {
        return Integer.reverseBytes(bytes.getInt(index));
    }
}
