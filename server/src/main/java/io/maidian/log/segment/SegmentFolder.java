package io.maidian.log.segment;

import io.maidian.disk.Disk;
import io.maidian.disk.DiskFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The segments of a log, by start position; never empty once the log is open. Safe for any thread:
 * the writer adds, readers look up, the upkeep compresses and drops. A segment is added before the
 * first group in it becomes durable.
 */
final class SegmentFolder {
    private final Disk disk;
    private final Path folder;
    private final int aheadBytes;
    private final ConcurrentSkipListMap<Long, SegmentName> segments = new ConcurrentSkipListMap<>();

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

    /**
     * Looks which segment files there are. Of one that is there twice, as a crash came before the
     * uncompressed file was deleted, that one counts.
     */
    void list() throws IOException {
        for (Path file : disk.list(folder)) {
            SegmentName name = SegmentName.of(file);
            if (name != null && name.compressed()) {
                segments.putIfAbsent(name.start(), name);
            } else if (name != null) {
                segments.put(name.start(), name);
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
        deleteUnfinished();
        if (segments.isEmpty()) {
            if (known > 0) {
                damaged.damaged(
                        new DamagedParts.Part(
                                SegmentFormat.file(folder, 0),
                                0,
                                SegmentFormat.FILE_HEADER_BYTES,
                                known),
                        "the log's files are missing up to position " + known);
            }
            return create(known);
        }
        for (Long start : segments.keySet()) {
            Long next = segments.higherKey(start);
            if (next != null) {
                check(start, next, damaged);
            }
        }
        SegmentName last = segments.lastEntry().getValue();
        if (last.compressed()) {
            return createBehind(last, damaged, known);
        }
        LogSegment tail =
                new TailRecovery(disk, folder, aheadBytes, damaged).recover(last.start(), known);
        segments.put(tail.start(), new SegmentName(tail.start(), false));
        return tail;
    }

    /** The segment that was being written is gone: only older ones are ever compressed. */
    private LogSegment createBehind(SegmentName last, DamagedParts damaged, long known)
            throws IOException {
        long end;
        try (DiskFile file = open(last)) {
            end = last.start() + Math.max(0, file.size() - SegmentFormat.FILE_HEADER_BYTES);
        }
        if (known > end) {
            readOver(last.start(), known, damaged);
        }
        return create(Math.max(end, known));
    }

    private void deleteUnfinished() throws IOException {
        for (Path file : disk.list(folder)) {
            if (SegmentName.isUnfinished(file)) {
                disk.delete(file);
            }
        }
    }

    private void check(long start, long next, DamagedParts damaged) throws IOException {
        Path path = file(start);
        long expected = SegmentFormat.FILE_HEADER_BYTES + next - start;
        long size;
        String fault;
        try (DiskFile file = open(segment(start))) {
            // To read a compressed one's is to decompress a part of it: left to its readers.
            fault = file instanceof CompressedSegment ? null : LogSegment.headerFault(file, start);
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
            readOver(start, next, damaged);
        }
    }

    private void readOver(long start, long end, DamagedParts damaged) throws IOException {
        try (GroupCursor cursor = cursor(start, start, new byte[0])) {
            boolean more = true;
            while (more) {
                more = damaged.nextWhole(cursor, end) != null;
            }
        }
    }

    /** Makes the next segment. */
    LogSegment create(long start) throws IOException {
        LogSegment segment = LogSegment.create(disk, folder, start, aheadBytes);
        segments.put(start, new SegmentName(start, false));
        return segment;
    }

    /** Takes note that a segment's compressed file is there, whole and durable. */
    void compressed(long start) {
        segments.replace(start, new SegmentName(start, true));
    }

    /** Drops the first segment, durably; readers that are in it go on. */
    void dropFirst() throws IOException {
        long start = segments.firstKey();
        segments.remove(start);
        disk.delete(new SegmentName(start, false).in(folder));
        disk.delete(new SegmentName(start, true).in(folder));
        // One at a time, so that after a crash no later one is missing behind it.
        disk.forceFolder(folder);
    }

    /** Start of the first segment. */
    long first() {
        return segments.firstKey();
    }

    /** Start of the segment that holds this position; null before the first. */
    @Nullable Long holding(long position) {
        return segments.floorKey(position);
    }

    /** Start of the segment after this one; null after the last. */
    @Nullable Long after(long start) {
        return segments.higherKey(start);
    }

    /** All segments now, by their starts. */
    NavigableMap<Long, SegmentName> all() {
        return new TreeMap<>(segments);
    }

    private SegmentName segment(long start) throws IOException {
        SegmentName name = segments.get(start);
        if (name == null) {
            throw new NoSuchFileException(
                    "the segment at " + start + " of the log in " + folder + " is no longer kept");
        }
        return name;
    }

    private DiskFile open(SegmentName name) throws IOException {
        Path path = name.in(folder);
        return name.compressed()
                ? CompressedSegment.open(disk, path, name.start())
                : disk.openReadOnly(path);
    }

    /** A segment's file, decompressed where it is compressed. */
    DiskFile open(long start) throws IOException {
        return opened(start).file();
    }

    private record Opened(SegmentName name, DiskFile file) {}

    private Opened opened(long start) throws IOException {
        SegmentName name = segment(start);
        try {
            return new Opened(name, open(name));
        } catch (NoSuchFileException e) {
            // It was compressed in between, or dropped.
            SegmentName now = new SegmentName(start, true);
            return new Opened(now, open(now));
        }
    }

    /** Reads a segment's groups from this position on. */
    GroupCursor cursor(long start, long position, byte[] buffer) throws IOException {
        Opened opened = opened(start);
        return new GroupCursor(opened.name().in(folder), opened.file(), start, position, buffer);
    }

    /** The file of a segment. */
    Path file(long start) throws IOException {
        return segment(start).in(folder);
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
