package io.maidian.log.segment;

import io.maidian.disk.DiskFile;
import io.maidian.log.segment.SegmentFormat.GroupHeader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Walks over the groups of one segment file, verifying checksums, by reads of up to 1 MiB. For one
 * thread; owns the file.
 */
final class GroupCursor implements Closeable {
    private static final int READ_BYTES = 1 << 20;

    private final Path path;
    private final DiskFile file;
    private final long segmentStart;
    private byte[] bytes;
    private int from;
    private int to;
    private long position;

    /**
     * @param buffer memory to use at first, of any size; see {@link #buffer}
     */
    GroupCursor(Path path, DiskFile file, long segmentStart, long position, byte[] buffer) {
        this.path = path;
        this.file = file;
        this.segmentStart = segmentStart;
        this.position = position;
        this.bytes = buffer;
    }

    /** A whole group whose checksum is right; valid until the next call. */
    record Frame(Path path, long offset, GroupHeader header, ByteBuffer payload) {
        DamagedLogException damaged(String what) {
            return new DamagedLogException(path, offset, what);
        }
    }

    /**
     * The next group.
     *
     * @param limit position up to which the segment may be read
     * @return null at the limit
     * @throws DamagedLogException if what stands there is not a whole group; the cursor stays
     */
    @Nullable Frame next(long limit) throws IOException {
        if (position >= limit) {
            if (from == to && bytes.length > READ_BYTES) {
                // A large group's memory is not kept for the next.
                bytes = new byte[0];
                from = 0;
                to = 0;
            }
            return null;
        }
        if (!fill(SegmentFormat.GROUP_HEADER_BYTES, limit)) {
            throw damaged(
                    from == to
                            ? "the file ends here, though the log goes on: it was cut off, or the"
                                    + " next segment is missing"
                            : "a group's header is cut off");
        }
        GroupHeader header = GroupHeader.at(ByteBuffer.wrap(bytes), from);
        if (!header.plausible(position)) {
            throw damaged("no group begins here");
        }
        if (!fill(SegmentFormat.GROUP_HEADER_BYTES + header.length(), limit)) {
            throw damaged("a group is cut off");
        }
        ByteBuffer all = ByteBuffer.wrap(bytes);
        ByteBuffer payload = all.slice(from + SegmentFormat.GROUP_HEADER_BYTES, header.length());
        if (SegmentFormat.groupCrc(all, from, payload) != header.crc()) {
            throw damaged("a group's checksum is wrong");
        }
        if (!header.known()) {
            throw new IOException(
                    "cannot read "
                            + path
                            + " at offset "
                            + offset(position)
                            + ": written by a newer version of Maidian (format "
                            + header.version()
                            + "); install that version again");
        }
        Frame frame = new Frame(path, offset(position), header, payload);
        from += SegmentFormat.GROUP_HEADER_BYTES + header.length();
        position = header.end();
        return frame;
    }

    /** Whether a group's header for this very place stands at the cursor, whole or not. */
    boolean atGroup(long limit) throws IOException {
        return fill(SegmentFormat.GROUP_HEADER_BYTES, limit)
                && GroupHeader.at(ByteBuffer.wrap(bytes), from).plausible(position);
    }

    /**
     * Moves on to the next place that holds the header of a group for that very place. A header
     * bears its own position, so bytes that merely look like one are practically excluded.
     *
     * @return whether there is one; otherwise the cursor is at the limit
     */
    boolean seekGroup(long limit) throws IOException {
        while (position < limit) {
            position++;
            from = Math.min(from + 1, to);
            if (!fill(SegmentFormat.GROUP_HEADER_BYTES, limit)) {
                position = limit;
                return false;
            }
            int last = to - SegmentFormat.GROUP_HEADER_BYTES;
            int at = from;
            while (at < last && !startsGroup(at)) {
                at++;
            }
            position += at - from;
            from = at;
            if (atGroup(limit)) {
                return true;
            }
        }
        return false;
    }

    private boolean startsGroup(int at) {
        return bytes[at] == 'M' && bytes[at + 1] == 'D' && bytes[at + 2] == 'G';
    }

    /** Where the next group is expected. */
    long position() {
        return position;
    }

    /** The memory in use, for the next cursor. */
    byte[] buffer() {
        return bytes;
    }

    DamagedLogException damaged(String what) {
        return new DamagedLogException(path, offset(position), what);
    }

    /** The part of the file between two positions. */
    DamagedParts.Part part(long fromPosition, long toPosition) {
        return new DamagedParts.Part(
                path, segmentStart, offset(fromPosition), toPosition - fromPosition);
    }

    private long offset(long at) {
        return SegmentFormat.FILE_HEADER_BYTES + at - segmentStart;
    }

    /** Makes so many bytes from the position on stand in memory; false if there are not as many. */
    private boolean fill(int count, long limit) throws IOException {
        if (to - from >= count) {
            return count <= limit - position;
        }
        if (count > limit - position) {
            return false;
        }
        int have = to - from;
        int wanted = (int) Math.max(count, Math.min(READ_BYTES, limit - position));
        boolean fits =
                wanted <= bytes.length && (bytes.length <= READ_BYTES || wanted > READ_BYTES);
        byte[] target = fits ? bytes : new byte[wanted];
        System.arraycopy(bytes, from, target, 0, have);
        bytes = target;
        from = 0;
        int room = (int) Math.min(bytes.length - have, limit - position - have);
        to = have + file.read(ByteBuffer.wrap(bytes, have, room).slice(), offset(position + have));
        return to >= count;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
