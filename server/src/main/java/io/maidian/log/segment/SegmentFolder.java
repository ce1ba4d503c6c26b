package io.maidian.log.segment;

import io.maidian.disk.Disk;
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

    /** Opens the last segment after checking that all fit together; makes the first. */
    LogSegment recover() throws IOException {
        disk.createFolders(folder);
        list();
        Long last = starts.isEmpty() ? null : starts.last();
        if (last == null) {
            return create(0);
        }
        for (Long start : starts) {
            Long next = starts.higher(start);
            if (next != null) {
                LogSegment.checkFollowed(disk, folder, start, next);
            }
        }
        // A crash may leave the header of a new segment unfinished, but never of the only one,
        // except
        // at the log's beginning.
        boolean mayLackHeader = last == 0 || starts.size() > 1;
        return LogSegment.recover(disk, folder, last, mayLackHeader, aheadBytes);
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
