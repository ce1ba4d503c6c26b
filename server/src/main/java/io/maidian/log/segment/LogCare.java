package io.maidian.log.segment;

import io.maidian.disk.DiskFile;
import io.maidian.log.LogGroup;
import io.maidian.log.LogPosition;
import io.maidian.log.LogUser;
import io.maidian.log.Retention;
import io.maidian.log.UploadRecords;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compresses segments that the store has taken in, and drops those past their retention. The
 * segment that is written to is left alone. For one thread.
 */
final class LogCare {
    private static final Logger LOG = LoggerFactory.getLogger(LogCare.class);

    private final SegmentFolder folder;
    private final DamagedParts damaged;
    private final SegmentCompressor compressor;

    /**
     * Received times of the last uploads in segments, by their starts, as far as they are known.
     */
    private final Map<Long, Long> newestMillis = new HashMap<>();

    LogCare(SegmentFolder folder, DamagedParts damaged, SegmentCompressor.Pace pace) {
        this.folder = folder;
        this.damaged = damaged;
        compressor = new SegmentCompressor(folder, pace);
    }

    /**
     * Does what is to be done now.
     *
     * @throws IOException if it cannot; what was there is there still
     */
    void tend(Retention retention) throws IOException {
        drop(retention);
        compress(retention);
    }

    private void compress(Retention retention) throws IOException {
        LogPosition settled = null;
        for (SegmentName segment : folder.all().values()) {
            Long next = folder.after(segment.start());
            if (next == null) {
                return;
            }
            if (segment.compressed()) {
                continue;
            }
            if (settled == null || settled.offset() < next) {
                settled = retention.store().needsFrom();
            }
            if (settled.offset() < next) {
                return;
            }
            long newest = newest(segment, next, retention);
            if (!compressor.compress(segment.start(), newest)) {
                return;
            }
            LOG.info("compressed the log's segment at {}", segment.start());
        }
    }

    private void drop(Retention retention) throws IOException {
        Long next = folder.after(folder.first());
        while (next != null && expired(retention) && needless(next, retention)) {
            long start = folder.first();
            folder.dropFirst();
            newestMillis.remove(start);
            LOG.info(
                    "dropped the log's segment at {}: all in it is older than {} days and in the"
                            + " store",
                    start,
                    retention.age().toDays());
            next = folder.after(folder.first());
        }
    }

    /**
     * Whether the first segment is older than what is kept. Where its time lies in the future, by a
     * clock that was wrong, the next one tells, which is no older.
     */
    private boolean expired(Retention retention) throws IOException {
        long now = retention.clock().millis();
        for (SegmentName segment : folder.all().values()) {
            Long end = folder.after(segment.start());
            if (end == null) {
                return false;
            }
            long newest = newest(segment, end, retention);
            if (newest <= now) {
                return newest < now - retention.age().toMillis();
            }
        }
        return false;
    }

    private static boolean needless(long end, Retention retention) throws IOException {
        if (retention.store().needsFrom().offset() < end) {
            return false;
        }
        for (LogUser user : retention.others()) {
            if (user.needsFrom().offset() < end) {
                return false;
            }
        }
        return true;
    }

    /** Where it cannot be read it is now, so that nothing is dropped too early. */
    private long newest(SegmentName segment, long end, Retention retention) throws IOException {
        Long known = newestMillis.get(segment.start());
        if (known == null) {
            known = segment.compressed() ? noted(segment) : CompressedFormat.NO_TIME;
            if (known == CompressedFormat.NO_TIME) {
                known = read(segment, end, retention);
            }
            newestMillis.put(segment.start(), known);
        }
        return known;
    }

    private long noted(SegmentName segment) throws IOException {
        try (DiskFile file = folder.open(segment.start())) {
            return file instanceof CompressedSegment compressed
                    ? compressed.newestMillis()
                    : CompressedFormat.NO_TIME;
        }
    }

    private long read(SegmentName segment, long end, Retention retention) throws IOException {
        try (GroupCursor cursor = folder.cursor(segment.start(), segment.start(), new byte[0])) {
            Long newest = null;
            GroupCursor.Frame frame = damaged.nextWhole(cursor, end);
            while (frame != null) {
                // Only the last one's is wanted, but its bytes are gone when the end is known.
                Long millis = receivedMillis(frame);
                newest = millis == null ? newest : millis;
                frame = damaged.nextWhole(cursor, end);
            }
            return newest == null ? retention.clock().millis() : newest;
        }
    }

    /** When a group was received; null where its records do not tell. */
    static @Nullable Long receivedMillis(GroupCursor.Frame frame) {
        try {
            return UploadRecords.receivedMillis(
                    new LogGroup(
                            new LogPosition(frame.header().start()),
                            new LogPosition(frame.header().end()),
                            GroupRecords.decode(frame)));
        } catch (IOException | RuntimeException e) {
            LOG.debug("a group of the log has no readable time", e);
            return null;
        }
    }
}
