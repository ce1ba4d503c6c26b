package io.maidian.log.segment;

import io.maidian.log.LogGroup;
import io.maidian.log.LogPosition;
import io.maidian.log.LogReader;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads durable groups, from segment to segment. Has its own file handles, so it goes on while the
 * log is written, and after its close. Goes on behind damage, which is told and set aside. For one
 * thread.
 */
final class SegmentReader implements LogReader {
    private final SegmentFolder folder;
    private final DurableEnd end;
    private final DamagedParts damaged;
    private GroupCursor cursor;
    private long segmentStart;

    SegmentReader(SegmentFolder folder, DurableEnd end, DamagedParts damaged, long from)
            throws IOException {
        this.folder = folder;
        this.end = end;
        this.damaged = damaged;
        long durable = end.get();
        segmentStart = segmentHolding(folder, durable, from);
        cursor = folder.cursor(segmentStart, from, new byte[0]);
        try {
            if (from < durable && !cursor.atGroup(segmentEnd(durable))) {
                refuseInside(from, segmentEnd(durable));
            }
        } catch (IOException e) {
            cursor.close();
            throw e;
        }
    }

    /**
     * Where no group begins there must be damage; a whole group around it is the caller's error.
     */
    private void refuseInside(long from, long limit) throws IOException {
        try (GroupCursor walk = folder.cursor(segmentStart, segmentStart, new byte[0])) {
            while (walk.position() < from) {
                GroupCursor.Frame frame = damaged.nextWhole(walk, limit);
                if (frame != null && frame.header().start() < from && walk.position() > from) {
                    throw walk.damaged("no group begins at position " + from);
                }
            }
        }
    }

    /** Where the first group begins that begins here or later; the durable end if none does. */
    static long firstGroupFrom(SegmentFolder folder, DurableEnd end, long from) throws IOException {
        long durable = end.get();
        long start = segmentHolding(folder, durable, from);
        Long next = folder.after(start);
        long limit = next == null ? durable : Math.min(next, durable);
        try (GroupCursor cursor = folder.cursor(start, from, new byte[0])) {
            if (from < limit && !cursor.atGroup(limit)) {
                cursor.seekGroup(limit);
            }
            return cursor.position();
        }
    }

    private static long segmentHolding(SegmentFolder folder, long durable, long position)
            throws IOException {
        Long start = folder.holding(position);
        if (start == null || position > durable) {
            throw new IOException(
                    "the log in "
                            + folder.path()
                            + " cannot be read from position "
                            + position
                            + ": it begins at "
                            + folder.first()
                            + " and ends at "
                            + durable);
        }
        return start;
    }

    @Override
    public @Nullable LogGroup next() throws IOException {
        // In this order: a segment that follows is known before its first group is durable.
        long durable = end.get();
        while (cursor.position() < durable) {
            long limit = segmentEnd(durable);
            refuseDropped();
            GroupCursor.Frame frame = damaged.nextWhole(cursor, limit);
            if (frame != null) {
                return new LogGroup(
                        new LogPosition(frame.header().start()),
                        new LogPosition(frame.header().end()),
                        GroupRecords.decode(frame));
            }
            Long next = folder.after(segmentStart);
            if (next == null) {
                return null;
            }
            GroupCursor following = folder.cursor(next, next, cursor.buffer());
            cursor.close();
            cursor = following;
            segmentStart = next;
        }
        return null;
    }

    /** Where this segment is gone, the one that is found behind it is not the next. */
    private void refuseDropped() throws IOException {
        if (folder.first() > segmentStart) {
            throw new IOException(
                    "position "
                            + cursor.position()
                            + " of the log in "
                            + folder.path()
                            + " is no longer kept: it begins at "
                            + folder.first());
        }
    }

    private long segmentEnd(long durable) {
        Long next = folder.after(segmentStart);
        return next == null ? durable : Math.min(next, durable);
    }

    @Override
    public void close() throws IOException {
        cursor.close();
    }
}
