package io.maidian.log.segment;

import io.maidian.disk.Disk;
import io.maidian.disk.DiskFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/**
 * The segments of a log, by start position; never empty once the log is open. Safe for any thread:
 * the writer adds, readers look up. A segment is added before the first group in it becomes
 * durable.
 */
final class SegmentFolder {
    private final Disk disk;
    private final Path folder;
    private final int aheadBytes;
    private final ConcurrentSkipListSet<Long> starts = new ConcurrentSkipListSet<>();

    /** To look at. */
    SegmentFolder(Disk disk, Path folder) {
        this(disk, folder, 0);
    }

    /**
     * @param aheadBytes zeros to write ahead of the groups
     */
    SegmentFolder(Disk disk, Path folder, int aheadBytes) {
        this.disk = disk;
        this.folder = folder;
        this.aheadBytes = aheadBytes;
    }

    /** Looks which segment files there are. */
    void list() throws IOException {
        for (Path file : disk.list(folder)) {
            long start = SegmentFormat.startOf(file);
            if (start >= 0) {
                starts.add(start);
            }
        }
    }

    /**
     * Opens the last segment after a look at the others; makes the first. Of those, only such as do
     * not fit their header, size and the next one's name are read.
     *
     * @param known position up to which the log is known to have been durable once
     */
    LogSegment recover(DamagedParts damaged, long known) throws IOException {
        if (starts.isEmpty()) {
            if (known > 0) {
                damaged.damaged(
                        new DamagedParts.Part(file(0), 0, SegmentFormat.FILE_HEADER_BYTES, known),
                        "the log's files are missing up to position " + known);
            }
            return create(known);
        }
        for (Long start : starts) {
            Long next = starts.higher(start);
            if (next != null) {
                check(start, next, damaged);
            }
        }
        LogSegment tail =
                new TailRecovery(disk, folder, aheadBytes, damaged).recover(starts.last(), known);
        starts.add(tail.start());
        return tail;
    }

    private void check(long start, long next, DamagedParts damaged) throws IOException {
        Path path = file(start);
        long expected = SegmentFormat.FILE_HEADER_BYTES + next - start;
        long size;
        String fault;
        try (DiskFile file = disk.openReadOnly(path)) {
            fault = LogSegment.headerFault(file, start);
            size = file.size();
        }
        LogSegment.refuseForeign(path, fault);
        if (fault != null) {
            damaged.damaged(
                    new DamagedParts.Part(path, start, 0, SegmentFormat.FILE_HEADER_BYTES), fault);
        }
        if (size > expected) {
            damaged.damaged(
                    new DamagedParts.Part(path, start, expected, size - expected),
                    "it goes on where the next segment begins already");
        }
        if (fault != null || size < expected) {
            try (GroupCursor cursor = cursor(start, start, new byte[0])) {
                boolean more = true;
                while (more) {
                    more = damaged.nextWhole(cursor, next) != null;
                }
            }
        }
    }

    /** Makes the next segment. */
    LogSegment create(long start) throws IOException {
        LogSegment segment = LogSegment.create(disk, folder, start, aheadBytes);
        starts.add(start);
        return segment;
    }

    /** Start of the first segment. */
    long first() {
        return starts.first();
    }

    /** Start of the segment that holds this position; null before the first. */
    @Nullable Long holding(long position) {
        return starts.floor(position);
    }

    /** Start of the segment after this one; null after the last. */
    @Nullable Long after(long start) {
        return starts.higher(start);
    }

    /** Reads a segment's groups from this position on. */
    GroupCursor cursor(long start, long position, byte[] buffer) throws IOException {
        Path path = file(start);
        return new GroupCursor(path, disk.openReadOnly(path), start, position, buffer);
    }

    Path file(long start) {
        return SegmentFormat.file(folder, start);
    }

    Path path() {
        return folder;
    }

    Disk disk() {
        return disk;
    }

    long usableBytes() throws IOException {
        return disk.usableBytes(folder);
    }
}
