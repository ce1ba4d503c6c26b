package io.maidian.log.segment;

import io.maidian.disk.Disk;
import io.maidian.disk.FileCopy;
import io.maidian.log.LogPosition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The files of a log, for who copies them. Stateless; may be used while the log is written. */
public final class SegmentFiles {
    private SegmentFiles() {}

    /**
     * The beginning of a segment's file: of all but the last one, all of it. The file may be
     * compressed, or dropped by the log's retention, before it is copied.
     *
     * @param start the position at which the segment starts
     * @param bytes from the file's beginning; they never change
     */
    public record Part(Path file, long start, long bytes) {}

    /**
     * What holds the log up to this position, in order.
     *
     * @param end where a group begins, or the log's durable end
     */
    public static List<Part> upTo(Disk disk, Path folder, LogPosition end) throws IOException {
        TreeMap<Long, SegmentName> segments = new TreeMap<>();
        for (Path file : disk.list(folder)) {
            SegmentName name = SegmentName.of(file);
            // Of one that is there twice, the one that was not compressed counts.
            if (name != null && !(name.compressed() && segments.containsKey(name.start()))) {
                segments.put(name.start(), name);
            }
        }
        List<Part> parts = new ArrayList<>();
        for (Map.Entry<Long, SegmentName> segment : segments.entrySet()) {
            long start = segment.getKey();
            if (start < end.offset() || parts.isEmpty()) {
                Long next = segments.higherKey(start);
                Path file = segment.getValue().in(folder);
                long bytes = FileCopy.bytes(disk, file);
                if (!segment.getValue().compressed()) {
                    long last = Math.min(next == null ? Long.MAX_VALUE : next, end.offset());
                    // Shorter where the disk has lost its end.
                    bytes = Math.min(bytes, SegmentFormat.FILE_HEADER_BYTES + last - start);
                }
                parts.add(new Part(file, start, bytes));
            }
        }
        return parts;
    }
}
