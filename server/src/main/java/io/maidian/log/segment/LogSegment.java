package io.maidian.log.segment;

import io.maidian.disk.Disk;
import io.maidian.disk.DiskFile;
import io.maidian.disk.NoSpaceException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The segment file that takes new groups. Bytes up to {@link #end} are durable and whole; beyond
 * them lies at most the one group that was appended last, and behind it zeros.
 *
 * <p>Zeros are written ahead, so that the force of a small group need not store the file's new size
 * too: they are gone before a next segment is made and when the log is closed. For one thread.
 */
final class LogSegment implements Closeable {
    private static final Logger log = LoggerFactory.getLogger(LogSegment.class);

    private final DiskFile file;
    private final long start;
    private long written;
    private long end;
    private int aheadBytes;

    /** Position behind what was ever written, zeros included. */
    private long zeroed;

    private LogSegment(DiskFile file, long start, long end, int aheadBytes) {
        this.file = file;
        this.start = start;
        this.written = end;
        this.end = end;
        this.aheadBytes = aheadBytes;
        zeroed = end;
    }

    /** Makes a segment without groups, or makes one anew that a crash left without a header. */
    static LogSegment create(Disk disk, Path folder, long start, int aheadBytes)
            throws IOException {
        Path path = SegmentFormat.file(folder, start);
        DiskFile file = disk.open(path);
        try {
            if (file.size() > SegmentFormat.FILE_HEADER_BYTES) {
                throw new IOException("a new segment's file is already there: " + path);
            }
            file.truncate(0);
            file.append(SegmentFormat.fileHeader(start));
            file.force();
            disk.forceFolder(folder);
        } catch (IOException e) {
            closeAfter(e, file);
            throw e;
        }
        return new LogSegment(file, start, start, aheadBytes);
    }

    /**
     * Opens the log's last segment: verifies each group, cuts off what a crash left of a group that
     * was never forced, and forces the rest, so that nobody reads what is not durable.
     *
     * @throws DamagedLogException where groups that had been forced are not whole
     */
    static LogSegment recover(
            Disk disk, Path folder, long start, boolean mayLackHeader, int aheadBytes)
            throws IOException {
        Path path = SegmentFormat.file(folder, start);
        DiskFile file = disk.open(path);
        try {
            long size = file.size();
            String fault = headerFault(file, start);
            if (fault != null
                    && mayLackHeader
                    && size <= SegmentFormat.FILE_HEADER_BYTES
                    && tornHeader(fault)) {
                file.close();
                return create(disk, folder, start, aheadBytes);
            }
            if (fault != null) {
                throw new DamagedLogException(path, 0, fault);
            }
            Whole whole = whole(path, file, start, start + size - SegmentFormat.FILE_HEADER_BYTES);
            long wholeBytes = SegmentFormat.FILE_HEADER_BYTES + whole.end - start;
            if (wholeBytes < size) {
                if (!onlyZeros(file, wholeBytes)) {
                    log.warn(
                            "cutting {} at offset {}: {} bytes of a group that was never acknowledged",
                            path,
                            wholeBytes,
                            size - wholeBytes);
                }
                file.truncate(wholeBytes);
            }
            rewrite(file, whole.end == start ? 0 : whole.lastOffset, wholeBytes);
            file.force();
            disk.forceFolder(folder);
            return new LogSegment(file, start, whole.end, aheadBytes);
        } catch (IOException e) {
            closeAfter(e, file);
            throw e;
        }
    }

    /**
     * Checks a segment that is followed by another by its header and size alone; its groups are
     * verified when they are read.
     */
    static void checkFollowed(Disk disk, Path folder, long start, long next) throws IOException {
        Path path = SegmentFormat.file(folder, start);
        try (DiskFile file = disk.openReadOnly(path)) {
            String fault = headerFault(file, start);
            if (fault != null) {
                throw new DamagedLogException(path, 0, fault);
            }
            long size = file.size();
            long expected = SegmentFormat.FILE_HEADER_BYTES + next - start;
            if (size != expected) {
                throw new DamagedLogException(
                        path,
                        Math.min(size, expected),
                        "it has "
                                + size
                                + " bytes, but the next segment, "
                                + SegmentFormat.file(folder, next).getFileName()
                                + ", begins where "
                                + expected
                                + " would end: a segment is missing or cut off");
            }
        }
    }

    static @Nullable String headerFault(DiskFile file, long start) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(SegmentFormat.FILE_HEADER_BYTES);
        file.read(header, 0);
        return SegmentFormat.fileHeaderFault(header.flip(), start);
    }

    /** A whole header of another version or place is no torn one. */
    private static boolean tornHeader(String fault) {
        return fault.equals(SegmentFormat.FOREIGN) || fault.equals(SegmentFormat.HEADER_DAMAGED);
    }

    /**
     * The groups that are whole.
     *
     * @param end position behind them
     * @param lastOffset offset in the file of the last of them
     */
    private record Whole(long end, long lastOffset) {}

    private static Whole whole(Path path, DiskFile file, long start, long limit)
            throws IOException {
        GroupCursor cursor = new GroupCursor(path, file, start, start, new byte[0]);
        long lastOffset = 0;
        try {
            GroupCursor.Frame frame = cursor.next(limit);
            while (frame != null) {
                lastOffset = frame.offset();
                frame = cursor.next(limit);
            }
            return new Whole(limit, lastOffset);
        } catch (DamagedLogException e) {
            long end = cursor.position();
            if (!torn(cursor, limit)) {
                throw e;
            }
            return new Whole(end, lastOffset);
        }
    }

    /** Whether nothing but zeros lies in the file from this offset on. */
    static boolean onlyZeros(DiskFile file, long offset) throws IOException {
        byte[] bytes = new byte[1 << 16];
        long at = offset;
        int count = file.read(ByteBuffer.wrap(bytes), at);
        while (count > 0) {
            for (int i = 0; i < count; i++) {
                if (bytes[i] != 0) {
                    return false;
                }
            }
            at += count;
            count = file.read(ByteBuffer.wrap(bytes), at);
        }
        return true;
    }

    /**
     * A group is written only when the one before it is forced. So a group behind a damaged one
     * says that the damaged one had been acknowledged: that is no torn tail, and nothing is cut.
     * Nor is what is longer than a group can be.
     */
    private static boolean torn(GroupCursor cursor, long limit) throws IOException {
        return limit - cursor.position()
                        <= SegmentFormat.GROUP_HEADER_BYTES
                                + SegmentFormat.MAX_PAYLOAD_BYTES
                                + SegmentFormat.MAX_AHEAD_BYTES
                && !cursor.seekGroup(limit);
    }

    /**
     * Writes again what the force of an earlier process may have failed to store, which is the last
     * group at most: otherwise this process's force might prove nothing.
     */
    private static void rewrite(DiskFile file, long from, long to) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) (to - from));
        file.read(bytes, from);
        file.rewrite(bytes.flip(), from);
    }

    private static void closeAfter(IOException failure, DiskFile file) {
        try {
            file.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** Writes the bytes of one group behind {@link #end}; durable after {@link #force}. */
    void append(ByteBuffer... group) throws IOException {
        long bytes = 0;
        for (ByteBuffer part : group) {
            bytes += part.remaining();
        }
        file.append(group);
        written = end + bytes;
        if (written > zeroed) {
            zeroed = written;
            zeroAhead(bytes);
        }
    }

    /** Not for large groups: they gain little, and it would double what is written. */
    private void zeroAhead(long groupBytes) throws IOException {
        if (groupBytes > aheadBytes / 8) {
            return;
        }
        try {
            file.zeroAhead(aheadBytes);
            zeroed = written + aheadBytes;
        } catch (NoSpaceException e) {
            // The group itself had room. Without zeros it is only slower.
            aheadBytes = 0;
        }
    }

    /** Makes what was appended durable. */
    void force() throws IOException {
        file.force();
        end = written;
    }

    /** Takes back what was appended after the last force, and the zeros ahead, durably. */
    void cut() throws IOException {
        file.truncate(SegmentFormat.FILE_HEADER_BYTES + end - start);
        written = end;
        zeroed = end;
        file.force();
    }

    /** Position of its first group. */
    long start() {
        return start;
    }

    /** Position behind its last durable group. */
    long end() {
        return end;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
