package io.maidian.log.segment;

import io.maidian.log.LogEntry;
import io.maidian.log.LogRecord;
import io.maidian.log.RecordKind;
import io.maidian.log.segment.GroupCursor.Frame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The entries and records in a group's payload. Stateless. */
final class GroupRecords {
    private static final int RECORD_HEADER_BYTES = 5;

    private GroupRecords() {}

    /** Told all that a group holds, in order. */
    interface Visitor {
        void entry(int ordinal, int records) throws IOException;

        /**
         * @param payload a view of the frame's
         */
        void record(byte kind, ByteBuffer payload) throws IOException;
    }

    static void visit(Frame frame, Visitor visitor) throws IOException {
        ByteBuffer payload = frame.payload().duplicate();
        for (int ordinal = 0; ordinal < frame.header().entries(); ordinal++) {
            need(payload.remaining() >= SegmentFormat.ENTRY_HEADER_BYTES, frame);
            int length = payload.getInt();
            int records = payload.getInt();
            need(length >= 0 && length <= payload.remaining() && records >= 0, frame);
            int end = payload.position() + length;
            visitor.entry(ordinal, records);
            for (int i = 0; i < records; i++) {
                need(end - payload.position() >= RECORD_HEADER_BYTES, frame);
                byte kind = payload.get();
                int count = payload.getInt();
                need(count >= 0 && count <= end - payload.position(), frame);
                visitor.record(kind, payload.slice(payload.position(), count));
                payload.position(payload.position() + count);
            }
            need(payload.position() == end, frame);
        }
        need(!payload.hasRemaining(), frame);
    }

    /** The group's entries, as views of its payload. */
    static List<LogEntry> decode(Frame frame) throws IOException {
        List<LogEntry> entries = new ArrayList<>(frame.header().entries());
        visit(frame, new Collector(frame, entries));
        return entries;
    }

    private static void need(boolean right, Frame frame) throws IOException {
        if (!right) {
            throw frame.damaged("the lengths of a group's entries do not fit together");
        }
    }

    private static final class Collector implements Visitor {
        private final Frame frame;
        private final List<LogEntry> entries;
        private List<LogRecord> records = List.of();

        Collector(Frame frame, List<LogEntry> entries) {
            this.frame = frame;
            this.entries = entries;
        }

        @Override
        public void entry(int ordinal, int count) {
            // An entry's few records, or a damaged count: never trusted as a size.
            records = new ArrayList<>(Math.min(count, 1000));
            entries.add(new LogEntry(ordinal, records));
        }

        @Override
        public void record(byte code, ByteBuffer payload) throws IOException {
            RecordKind kind = RecordKind.of(code);
            if (kind == null) {
                throw frame.damaged(
                        "a record's kind is "
                                + code
                                + ", which this version of Maidian does not know; was it written"
                                + " by a newer one?");
            }
            records.add(new LogRecord(kind, payload));
        }
    }
}
