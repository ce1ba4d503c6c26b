package io.maidian.log.segment;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a segment file; docs/formats/log-segment.md is the reference. All numbers are
 * big-endian.
 *
 * <pre>
 * file   header:  0 magic "MDLOGSEG" | 8 version (4) | 12 start position (8) | 20 CRC32C of 0..19 | 24
 * group  header:  0 magic "MDG" | 3 version (1) | 4 flags (4) | 8 start position (8)
 *                16 payload length (4) | 20 entry count (4) | 24 CRC32C of 0..23 and the payload | 28
 * entry  header:  0 length of its records (4) | 4 record count (4) | 8
 * record header:  0 kind (1) | 1 length (4) | 5
 * </pre>
 *
 * A position counts the bytes of all groups before it, file headers left out: position p of the
 * segment that starts at s lies at offset {@code 24 + p - s}. Every version keeps the file header
 * and the group header as they are here, so that an older server can tell a newer file from a
 * damaged one. Stateless.
 */
final class SegmentFormat {
    static final int VERSION = 1;
    static final int FILE_HEADER_BYTES = 24;
    static final int GROUP_HEADER_BYTES = 28;
    static final int ENTRY_HEADER_BYTES = 8;
    static final int MAX_PAYLOAD_BYTES = 64 << 20;

    /** Most zeros behind the last group of the last segment. */
    static final int MAX_AHEAD_BYTES = 1 << 20;

    /** An upload's ordinal in its group is 16 bits of its request id. */
    static final int MAX_ENTRIES = 65_536;

    static final String FOREIGN = "it is not a segment of the log";
    static final String HEADER_DAMAGED = "its header is damaged";

    private static final long FILE_MAGIC = 0x4d444c4f47534547L; // MDLOGSEG
    private static final int GROUP_MAGIC = 0x4d4447; // MDG
    private static final int FILE_CRC_AT = 20;
    private static final int GROUP_CRC_AT = 24;

    private SegmentFormat() {}

    static Path file(Path folder, long start) {
        return new SegmentName(start, false).in(folder);
    }

    static ByteBuffer fileHeader(long start) {
        ByteBuffer header = ByteBuffer.allocate(FILE_HEADER_BYTES);
        header.putLong(FILE_MAGIC).putInt(VERSION).putLong(start);
        header.putInt(crc(header.slice(0, FILE_CRC_AT)));
        return header.flip();
    }

    /**
     * Says what is wrong with a file header.
     *
     * @return null if it is whole and of this version
     */
    static @Nullable String fileHeaderFault(ByteBuffer header, long start) {
        if (header.remaining() < FILE_HEADER_BYTES || header.getLong(0) != FILE_MAGIC) {
            return FOREIGN;
        }
        if (header.getInt(FILE_CRC_AT) != crc(header.slice(0, FILE_CRC_AT))) {
            return HEADER_DAMAGED;
        }
        if (header.getInt(8) != VERSION) {
            return "it was written by a newer version of Maidian (format " + header.getInt(8) + ")";
        }
        if (header.getLong(12) != start) {
            return "its header says that it starts at " + header.getLong(12);
        }
        return null;
    }

    /** Writes a group's header at offset 0 of the buffer; the payload may lie in parts. */
    static void putGroupHeader(ByteBuffer target, long start, int entries, ByteBuffer... payload) {
        int length = 0;
        for (ByteBuffer part : payload) {
            length += part.remaining();
        }
        target.putInt(0, GROUP_MAGIC << 8 | VERSION);
        target.putInt(4, 0);
        target.putLong(8, start);
        target.putInt(16, length);
        target.putInt(20, entries);
        target.putInt(GROUP_CRC_AT, groupCrc(target, 0, payload));
    }

    /** The header of a group as it stands in a buffer. */
    record GroupHeader(
            boolean magic, int version, int flags, long start, int length, int entries, int crc) {
        static GroupHeader at(ByteBuffer bytes, int index) {
            int first = bytes.getInt(index);
            return new GroupHeader(
                    first >>> 8 == GROUP_MAGIC,
                    first & 0xff,
                    bytes.getInt(index + 4),
                    bytes.getLong(index + 8),
                    bytes.getInt(index + 16),
                    bytes.getInt(index + 20),
                    bytes.getInt(index + GROUP_CRC_AT));
        }

        /** Whether a group of this position could begin like this. */
        boolean plausible(long position) {
            return magic
                    && start == position
                    && length >= 0
                    && length <= MAX_PAYLOAD_BYTES
                    && entries >= 0
                    && entries <= MAX_ENTRIES;
        }

        /** Whether a server of this version can read it. */
        boolean known() {
            return version == VERSION && flags == 0;
        }

        long end() {
            return start + GROUP_HEADER_BYTES + length;
        }
    }

    /** The checksum over a header that stands at this index, and its payload. */
    static int groupCrc(ByteBuffer header, int index, ByteBuffer... payload) {
        return crc(header.slice(index, GROUP_CRC_AT), payload);
    }

    private static int crc(ByteBuffer first, ByteBuffer... others) {
        CRC32C crc = new CRC32C();
        crc.update(first);
        for (ByteBuffer other : others) {
            crc.update(other.duplicate());
        }
        return (int) crc.getValue();
    }
}
