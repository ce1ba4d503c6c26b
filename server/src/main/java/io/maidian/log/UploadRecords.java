package io.maidian.log;

import io.maidian.event.EventBatch;
import io.maidian.event.Finding;
import io.maidian.event.RejectionId;
import io.maidian.event.RetryIdentity;
import io.maidian.event.Value;
import io.maidian.event.Variable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * The JSON form of uploads in the log: see docs/formats/log-records.md. Stateless; what it makes is
 * for one thread.
 */
public final class UploadRecords {
    /** Members of the records; part of the format. */
    static final String AI = "ai";

    static final String RECEIVED = "received";
    static final String STM = "stm";
    static final String KEY = "n";
    static final String USER = "cs1";
    static final String VISIT_USER = "u";
    static final String ID = "id";
    static final String TM = "tm";
    static final String TIME = "time";
    static final String NUM = "num";
    static final String VARIABLES = "var";
    static final String WARNINGS = "warnings";
    static final String CODE = "code";
    static final String POINTER = "pointer";
    static final String GOT = "got";
    static final String RAW = "raw";
    static final String SAMPLE = "sample";
    static final String RETRY = "retry";
    static final String OF = "of";
    static final String DUPLICATES = "duplicates";
    static final String INDEX = "index";

    private UploadRecords() {}

    /**
     * Begins an entry: its first record is the upload, the events follow in the array's order.
     *
     * @param sentMillis {@code stm} in ms, where it was given
     * @param retry what a retry of it would bear too, where it has such an identity
     * @param expectedBytes a guess at the entry's size
     */
    public static Entry entry(
            String ai,
            long receivedMillis,
            @Nullable Long sentMillis,
            @Nullable RetryIdentity retry,
            int expectedBytes) {
        Entry entry = new Entry(expectedBytes);
        JsonWriter json = entry.json;
        json.open('{');
        json.member(AI, ai);
        json.member(RECEIVED, receivedMillis);
        if (sentMillis != null) {
            json.member(STM, sentMillis);
        }
        if (retry != null) {
            byte[] ascii = retry.ascii();
            json.name(RETRY);
            json.string(ascii, 0, ascii.length);
        }
        entry.add(RecordKind.UPLOAD);
        return entry;
    }

    /**
     * Reads what a run of groups holds.
     *
     * @throws IOException if a record is not of the documented form; the message names its group
     */
    public static EventBatch decode(List<LogGroup> groups) throws IOException {
        UploadReader reader = new UploadReader();
        for (LogGroup group : groups) {
            reader.read(group);
        }
        return reader.batch();
    }

    /**
     * Reads what was answered to the uploads of a group that have a retry identity; far cheaper
     * than {@link #decode}, as events without findings are only counted.
     *
     * @param maxFindings of one upload; the rest are not read
     * @throws IOException as {@link #decode}
     */
    public static List<UploadSummary> summaries(LogGroup group, int maxFindings)
            throws IOException {
        return new SummaryReader(maxFindings).read(group);
    }

    /**
     * When a group's first upload was received, ms.
     *
     * @throws IOException as {@link #decode}
     */
    public static long receivedMillis(LogGroup group) throws IOException {
        return new SummaryReader(0).receivedMillis(group);
    }

    /** Told the caller's id of each stored event that has one, in the log's order. */
    @FunctionalInterface
    public interface IdVisitor {
        /**
         * @param receivedMillis when its entry was received, by which a replay is as of its
         *     decision
         */
        void id(String ai, String id, long receivedMillis);
    }

    /**
     * Reads the ids of stored events, replayed ones included; far cheaper than {@link #decode}.
     *
     * @throws IOException as {@link #decode}
     */
    public static void ids(LogGroup group, IdVisitor visitor) throws IOException {
        new IdReader().read(group, visitor);
    }

    /**
     * Reads one upload of a group; null where it has no entry of this ordinal.
     *
     * @param from index of the first event that is read whole
     * @param limit indexes of events that are read whole; all others are counted
     * @throws IOException as {@link #decode}
     */
    public static @Nullable LoggedUpload upload(LogGroup group, int ordinal, int from, int limit)
            throws IOException {
        if (ordinal >= group.entries().size()) {
            return null;
        }
        LogEntry entry = group.entries().get(ordinal);
        try {
            return new EntryReader(from, limit).read(group.start(), entry);
        } catch (JacksonException | IllegalArgumentException e) {
            throw foreign(group, entry, e);
        }
    }

    /** The error of a record that is not of the documented form. */
    static IOException foreign(LogGroup group, LogEntry entry, Exception cause) {
        return new IOException(
                "log group at %d, entry %d: not a record of this format: %s"
                        .formatted(group.start().offset(), entry.ordinal(), cause.getMessage()),
                cause);
    }

    /**
     * An event of an entry that is not to be stored again.
     *
     * @param index its place in the upload's array
     * @param record the place of its record in the entry
     */
    public record Duplicate(int index, String id, String key, String user, int record) {}

    /** An entry being written. For one thread. */
    public static final class Entry {
        private final JsonWriter json = new JsonWriter(256);
        private final LogBatch batch;

        private Entry(int expectedBytes) {
            batch = new LogBatch(expectedBytes);
        }

        /**
         * What is to be appended in place of {@link #batch} where some of its events are
         * duplicates: their records are left out, and its upload names them.
         *
         * @param duplicates in the array's order
         */
        public LogBatch without(List<Duplicate> duplicates) {
            json.open('[');
            for (Duplicate each : duplicates) {
                json.open('{');
                json.member(INDEX, each.index());
                json.member(ID, each.id());
                json.member(KEY, each.key());
                json.member(USER, each.user());
                json.close('}');
            }
            json.close(']');
            BitSet without = new BitSet();
            duplicates.forEach(each -> without.set(each.record()));
            LogBatch kept = batch.copy(this::withDuplicates, without);
            json.clear();
            return kept;
        }

        /** An upload's record with the duplicates that were written as its last member. */
        private byte[] withDuplicates(byte[] head) {
            byte[] label = (",\"" + DUPLICATES + "\":").getBytes(StandardCharsets.US_ASCII);
            ByteBuffer longer = ByteBuffer.allocate(head.length + label.length + json.length());
            // Its closing brace comes last again.
            longer.put(head, 0, head.length - 1).put(label);
            return longer.put(json.bytes(), 0, json.length()).put((byte) '}').array();
        }

        /** Adds an accepted event. */
        public void add(EventRecord event) {
            json.open('{');
            members(event);
            add(RecordKind.EVENT);
        }

        /**
         * Adds an event that was rejected first, and was mended since.
         *
         * @param of the rejected one
         * @param sentMillis {@code stm} of the upload that it came with, where it was given
         */
        public void addReplayed(RejectionId of, @Nullable Long sentMillis, EventRecord event) {
            json.open('{');
            json.member(OF, of.toString());
            if (sentMillis != null) {
                json.member(STM, sentMillis);
            }
            members(event);
            add(RecordKind.REPLAYED_EVENT);
        }

        /** Adds that a rejected event is to be left alone. */
        public void addDiscarded(RejectionId of) {
            json.open('{');
            json.member(OF, of.toString());
            add(RecordKind.DISCARDED_EVENT);
        }

        /** Adds that a discarded event is open again. */
        public void addRestored(RejectionId of) {
            json.open('{');
            json.member(OF, of.toString());
            add(RecordKind.RESTORED_EVENT);
        }

        private void members(EventRecord event) {
            json.member(KEY, event.key());
            json.member(USER, event.user());
            member(VISIT_USER, event.visitUser());
            member(ID, event.id());
            json.member(TM, event.clientMillis());
            if (event.eventMillis() != event.clientMillis()) {
                json.member(TIME, event.eventMillis());
            }
            Value num = event.num();
            if (num != null) {
                json.name(NUM);
                value(num);
            }
            variables(event.variables());
            if (!event.warnings().isEmpty()) {
                json.name(WARNINGS);
                json.open('[');
                for (Finding warning : event.warnings()) {
                    json.open('{');
                    finding(warning);
                    json.close('}');
                }
                json.close(']');
            }
        }

        /** Adds a rejected event. */
        public void add(RejectedRecord event) {
            json.open('{');
            finding(event.reason());
            member(KEY, event.key());
            member(USER, event.user());
            ByteBuffer raw = event.raw();
            if (raw != null) {
                json.name(RAW);
                json.string(raw.array(), raw.arrayOffset() + raw.position(), raw.remaining());
            }
            add(RecordKind.REJECTED_EVENT);
        }

        /** Adds the sample of an upload that was refused whole. */
        public void addRefused(Finding reason, String sample) {
            json.open('{');
            finding(reason);
            json.member(SAMPLE, sample);
            add(RecordKind.REFUSED_UPLOAD);
        }

        /** The entry as it is appended. */
        public LogBatch batch() {
            return batch;
        }

        private void variables(List<Variable> variables) {
            if (variables.isEmpty()) {
                return;
            }
            json.name(VARIABLES);
            json.open('{');
            for (int i = 0; i < variables.size(); i++) {
                Variable variable = variables.get(i);
                json.name(variable.key());
                value(variable.value());
            }
            json.close('}');
        }

        private void value(Value value) {
            switch (value) {
                case Value.Text(String text) -> json.string(text);
                case Value.Whole(long number) -> json.number(number);
                case Value.Decimal(double number) -> json.number(number);
            }
        }

        private void finding(Finding finding) {
            json.member(CODE, finding.code());
            json.member(POINTER, finding.pointer());
            json.member(GOT, finding.got());
        }

        private void member(String name, @Nullable String value) {
            if (value != null) {
                json.member(name, value);
            }
        }

        private void add(RecordKind kind) {
            json.close('}');
            batch.add(kind, json.bytes(), 0, json.length());
            json.clear();
        }
    }
}
