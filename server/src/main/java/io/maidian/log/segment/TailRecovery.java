package io.maidian.log.segment;

import io.maidian.disk.Disk;
import io.maidian.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Makes the log's last segment fit to go on in, or makes the next one. What was never forced is cut
 * off; what had been acknowledged stays where it is, damaged or not: three things tell that it had
 * been. A group's header behind it, as each group is written when the one before it is forced; a
 * position that is known to have been durable; and a length that no single group has. For one
 * thread.
 */
final class TailRecovery {
    /** The longest that a crash can leave. */
    private static final long MOST_TORN_BYTES =
            SegmentFormat.GROUP_HEADER_BYTES
                    + SegmentFormat.MAX_PAYLOAD_BYTES
                    + SegmentFormat.MAX_AHEAD_BYTES;

    private final Disk disk;
    private final Path folder;
    private final int aheadBytes;
    private final DamagedParts damaged;

    TailRecovery(Disk disk, Path folder, int aheadBytes, DamagedParts damaged) {
        this.disk = disk;
        this.folder = folder;
        this.aheadBytes = aheadBytes;
        this.damaged = damaged;
    }

    /**
     * Recovers the segment that starts here. Every group is verified; damage to acknowledged ones
     * is told and set aside, and then, where it reaches to the end, a new segment begins behind it.
     *
     * @param known position up to which the log is known to have been durable once
     * @throws IOException also where the file is of a newer version, or bears another's name
     */
    LogSegment recover(long start, long known) throws IOException {
        Path path = SegmentFormat.file(folder, start);
        DiskFile file = disk.open(path);
        try {
            return recover(new Tail(path, file, start, file.size()), known);
        } catch (IOException e) {
            LogSegment.closeAfter(e, file);
            throw e;
        }
    }

    /** The last segment's file. */
    private record Tail(Path path, DiskFile file, long start, long size) {
        /** Position behind the file's last byte. */
        long limit() {
            return start + Math.max(0, size - SegmentFormat.FILE_HEADER_BYTES);
        }

        long offset(long position) {
            return SegmentFormat.FILE_HEADER_BYTES + position - start;
        }

        DamagedParts.Part part(long fromOffset, long toOffset) {
            return new DamagedParts.Part(path, start, fromOffset, toOffset - fromOffset);
        }
    }

    /**
     * How far the segment can be read.
     *
     * @param end position behind the last whole group, or where the header of one stands that is
     *     not
     * @param last the last whole group, from its offset in the file; without one, the file's header
     * @param lastEnd to this one
     * @param then what is wrong behind the end
     */
    private record Whole(long end, long last, long lastEnd, String then) {}

    private LogSegment recover(Tail tail, long known) throws IOException {
        String fault = LogSegment.headerFault(tail.file, tail.start);
        LogSegment.refuseForeign(tail.path, fault);
        boolean unused = fault != null && tail.size <= SegmentFormat.FILE_HEADER_BYTES;
        Whole whole = whole(tail);
        long end = Math.max(whole.end, known);
        if (tail.limit() - whole.end > MOST_TORN_BYTES) {
            end = Math.max(end, tail.limit());
        }
        if (fault != null && (!unused || end > tail.start)) {
            damaged.damaged(tail.part(0, SegmentFormat.FILE_HEADER_BYTES), fault);
        }
        if (end > whole.end) {
            damaged.damaged(tail.part(tail.offset(whole.end), tail.offset(end)), whole.then);
        }
        cut(tail, tail.offset(end));
        rewrite(tail.file, whole.last, whole.lastEnd);
        tail.file.force();
        disk.forceFolder(folder);
        if (fault == null && end == whole.end) {
            return LogSegment.goOn(tail.file, tail.start, end, aheadBytes);
        }
        if (end == tail.start) {
            // No group in it: it is made anew.
            tail.file.truncate(0);
        }
        tail.file.close();
        return LogSegment.create(disk, folder, end, aheadBytes);
    }

    private Whole whole(Tail tail) throws IOException {
        GroupCursor cursor =
                new GroupCursor(tail.path, tail.file, tail.start, tail.start, new byte[0]);
        long last = 0;
        long lastEnd = SegmentFormat.FILE_HEADER_BYTES;
        while (true) {
            try {
                GroupCursor.Frame frame = cursor.next(tail.limit());
                if (frame == null) {
                    return new Whole(cursor.position(), last, lastEnd, "the file ends here");
                }
                last = frame.offset();
                lastEnd = tail.offset(frame.header().end());
            } catch (DamagedLogException e) {
                long from = cursor.position();
                if (!cursor.seekGroup(tail.limit())) {
                    return new Whole(from, last, lastEnd, e.what());
                }
                damaged.damaged(cursor.part(from, cursor.position()), e.what());
            }
        }
    }

    /** Cuts off what was never acknowledged, zeros or the torn tail. */
    private void cut(Tail tail, long offset) throws IOException {
        if (offset >= tail.size) {
            return;
        }
        if (!LogSegment.onlyZeros(tail.file, offset)) {
            damaged.torn(tail.part(offset, tail.size));
        }
        tail.file.truncate(offset);
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
}
