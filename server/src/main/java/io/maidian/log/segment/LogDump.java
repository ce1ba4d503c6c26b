package io.maidian.log.segment;

import io.maidian.disk.Disk;
import io.maidian.disk.DiskFile;
import io.maidian.log.RecordKind;
import io.maidian.log.segment.SegmentFormat.GroupHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Prints a log as lines of text: one for each group, and below it one for each record with its
 * entry's ordinal, kind and JSON. Neither locks nor changes anything, so it works beside a running
 * server, whose newest group it may show before it is durable. Goes on behind damage. For one
 * thread.
 */
public final class LogDump {
    private final SegmentFolder folder;
    private final Appendable out;
    private long groups;
    private long records;
    private long damaged;

    /**
     * @param folder of the segment files
     */
    public LogDump(Disk disk, Path folder, Appendable out) {
        this.folder = new SegmentFolder(disk, folder);
        this.out = out;
    }

    /**
     * What was printed.
     *
     * @param damaged places that could not be read
     */
    public record Summary(long groups, long records, long damaged) {}

    /**
     * Prints the groups that end behind this position, so a position inside a group shows it.
     *
     * @param limitGroups at most so many groups
     */
    public Summary print(long fromPosition, long limitGroups) throws IOException {
        folder.list();
        Long start = folder.holding(fromPosition);
        if (start == null) {
            start = folder.after(fromPosition);
        }
        while (start != null && groups < limitGroups) {
            printSegment(start, folder.after(start), fromPosition, limitGroups);
            start = folder.after(start);
        }
        return new Summary(groups, records, damaged);
    }

    private void printSegment(long start, @Nullable Long next, long fromPosition, long limitGroups)
            throws IOException {
        long end = start + groupBytes(start);
        if (next != null && end != next) {
            damage(
                    new DamagedLogException(
                            folder.file(start),
                            SegmentFormat.FILE_HEADER_BYTES + Math.min(end, next) - start,
                            "it ends at position "
                                    + end
                                    + ", but the next segment begins at "
                                    + next));
        }
        try (GroupCursor cursor = folder.cursor(start, start, new byte[0])) {
            while (groups < limitGroups && cursor.position() < end) {
                try {
                    GroupCursor.Frame frame = cursor.next(end);
                    if (frame != null && frame.header().end() > fromPosition) {
                        printGroup(frame);
                    }
                } catch (DamagedLogException e) {
                    long at = cursor.position();
                    if (cursor.seekGroup(end) || next != null) {
                        damage(e);
                    } else if (!onlyZeros(start, at)) {
                        line("tail position=" + at + " bytes=" + (end - at) + " not (yet) whole");
                    }
                }
            }
        }
    }

    /** What a running server writes ahead of its groups, or one that was killed has written. */
    private boolean onlyZeros(long start, long position) throws IOException {
        try (DiskFile file = folder.open(start)) {
            return LogSegment.onlyZeros(file, SegmentFormat.FILE_HEADER_BYTES + position - start);
        }
    }

    /** Bytes of groups in a segment; 0 where its file header is not whole. */
    private long groupBytes(long start) throws IOException {
        try (DiskFile file = folder.open(start)) {
            String fault = LogSegment.headerFault(file, start);
            if (fault != null && file.size() > SegmentFormat.FILE_HEADER_BYTES) {
                damage(new DamagedLogException(folder.file(start), 0, fault));
            }
            return fault == null ? file.size() - SegmentFormat.FILE_HEADER_BYTES : 0;
        }
    }

    private void damage(DamagedLogException damage) throws IOException {
        damaged++;
        line("DAMAGED " + damage.getMessage());
    }

    private void printGroup(GroupCursor.Frame frame) throws IOException {
        groups++;
        GroupHeader header = frame.header();
        line(
                "group position="
                        + header.start()
                        + " entries="
                        + header.entries()
                        + " bytes="
                        + (header.end() - header.start())
                        + " ok");
        GroupRecords.visit(frame, new RecordPrinter());
    }

    private final class RecordPrinter implements GroupRecords.Visitor {
        private int ordinal;

        @Override
        public void entry(int place, int count) {
            ordinal = place;
        }

        @Override
        public void record(byte code, ByteBuffer payload) throws IOException {
            records++;
            RecordKind kind = RecordKind.of(code);
            String name = kind == null ? "KIND_" + code : kind.name();
            out.append("  ").append(String.valueOf(ordinal)).append(' ').append(name).append(' ');
            appendSafely(StandardCharsets.UTF_8.decode(payload));
            out.append('\n');
        }
    }

    /** Escapes what would break the line or command the terminal. */
    private void appendSafely(CharSequence text) throws IOException {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c)) {
                out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
    }

    private void line(String text) throws IOException {
        out.append(text).append('\n');
    }
}
