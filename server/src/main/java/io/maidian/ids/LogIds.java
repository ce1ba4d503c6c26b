package io.maidian.ids;

import io.maidian.event.RetryIdentity;
import io.maidian.log.EventLog;
import io.maidian.log.LogGroup;
import io.maidian.log.LogPosition;
import io.maidian.log.LogReader;
import io.maidian.log.UploadRecords;
import java.io.IOException;

/** Reads the ids that the log holds, in its order. Blocking; for one thread. */
final class LogIds {
    /** How much of the log is read beside what is needed, at a beginning of a window. */
    private static final long CLOSE_ENOUGH_BYTES = 4L << 20;

    private final EventLog log;
    private final IdKey key;

    LogIds(EventLog log, IdKey key) {
        this.log = log;
        this.key = key;
    }

    /** Told each id of a group. */
    interface Visitor {
        void id(RetryIdentity hash, int seconds, long group);
    }

    /**
     * Reads on from a position.
     *
     * @param to after a group that ends here or later no more is read
     * @param most ids, after which no other group is begun
     * @return where the next group begins
     */
    long read(long from, long to, int most, Visitor visitor) throws IOException {
        long reached = from;
        int[] count = {0};
        try (LogReader reader = log.read(new LogPosition(from))) {
            while (reached < to && count[0] < most) {
                LogGroup group = reader.next();
                if (group == null) {
                    break;
                }
                long position = group.start().offset();
                UploadRecords.ids(
                        group,
                        (ai, id, receivedMillis) -> {
                            count[0]++;
                            visitor.id(key.hash(ai, id), (int) (receivedMillis / 1_000), position);
                        });
                reached = group.end().offset();
            }
        }
        return reached;
    }

    /** Whether the log can be read on from here. */
    boolean canBeReadFrom(long position) throws IOException {
        LogPosition from = new LogPosition(position);
        return from.compareTo(log.start()) >= 0
                && from.compareTo(log.end()) <= 0
                && log.firstGroupFrom(from).equals(from);
    }

    /**
     * A position before which nothing was received at a moment or later, as far as received times
     * ascend.
     */
    long beginningOf(long receivedMillis) throws IOException {
        long from = log.start().offset();
        long to = log.end().offset();
        while (to - from > CLOSE_ENOUGH_BYTES) {
            long middle = from + (to - from) / 2;
            LogPosition group = log.firstGroupFrom(new LogPosition(middle));
            if (group.offset() >= to || receivedAt(group) >= receivedMillis) {
                to = middle;
            } else {
                from = group.offset();
            }
        }
        return from;
    }

    private long receivedAt(LogPosition position) throws IOException {
        try (LogReader reader = log.read(position)) {
            LogGroup group = reader.next();
            return group == null ? Long.MAX_VALUE : UploadRecords.receivedMillis(group);
        }
    }
}
