package io.maidian.log;

import io.maidian.event.DuplicateEvent;
import io.maidian.event.Finding;
import io.maidian.event.RejectedEvent;
import io.maidian.event.RequestId;
import io.maidian.event.RetryIdentity;
import io.maidian.log.UploadSummary.EventFinding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads of each upload what its answer needs. Events are counted, not parsed, but for those with
 * findings. For one thread.
 */
final class SummaryReader {
    private static final byte[] AI = ascii("{\"ai\":\"");
    private static final byte[] RECEIVED = ascii("\",\"received\":");
    private static final byte[] RETRY = ascii(",\"retry\":\"");
    private static final byte[] END = ascii("\"}");
    private static final int MAX_DIGITS = 16;

    private final UploadReader records = new UploadReader();
    private final int maxFindings;

    SummaryReader(int maxFindings) {
        this.maxFindings = maxFindings;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    List<UploadSummary> read(LogGroup group) throws IOException {
        List<UploadSummary> summaries = new ArrayList<>(group.entries().size());
        for (LogEntry entry : group.entries()) {
            try {
                UploadSummary summary = read(group.start(), entry);
                if (summary != null) {
                    summaries.add(summary);
                }
            } catch (JacksonException | IllegalArgumentException e) {
                throw UploadRecords.foreign(group, entry, e);
            }
        }
        return summaries;
    }

    /** When the group's first upload was received. */
    long receivedMillis(LogGroup group) throws IOException {
        LogEntry entry = group.entries().getFirst();
        try {
            return head(group.start(), entry).receivedMillis();
        } catch (JacksonException | IllegalArgumentException e) {
            throw UploadRecords.foreign(group, entry, e);
        }
    }

    private @Nullable UploadSummary read(LogPosition group, LogEntry entry) {
        Head head = head(group, entry);
        if (head.retry() == null) {
            return null;
        }
        Tally tally = new Tally(head.duplicates());
        for (LogRecord record : entry.records()) {
            switch (record.kind()) {
                case UPLOAD, REFUSED_UPLOAD, REPLAYED_EVENT, DISCARDED_EVENT, RESTORED_EVENT -> {}
                case EVENT -> tally.event(record.payload());
                case REJECTED_EVENT -> tally.rejected(record.payload());
            }
        }
        return new UploadSummary(
                head.retry(),
                new RequestId(head.receivedMillis(), group.offset(), entry.ordinal()),
                tally.accepted,
                tally.rejected,
                tally.warned,
                tally.findings,
                tally.truncated,
                head.duplicates(),
                tally.discarded);
    }

    private record Head(
            long receivedMillis, @Nullable RetryIdentity retry, List<DuplicateEvent> duplicates) {}

    private Head head(LogPosition group, LogEntry entry) {
        LogRecord first = entry.records().getFirst();
        UploadReader.expect(first.kind() == RecordKind.UPLOAD, "no upload record before it");
        Head scanned = scan(first.payload());
        if (scanned != null) {
            return scanned;
        }
        try (JsonParser json = records.parser(first.payload())) {
            UploadReader.expect(json.nextToken() == JsonToken.START_OBJECT, "no object");
            UploadHead head = UploadHead.read(json, group, entry.ordinal());
            return new Head(head.upload().receivedMillis(), head.retry(), head.duplicates());
        }
    }

    /**
     * Reads exactly what {@link UploadRecords} writes today, several times as fast as a parser,
     * which would take most of the time of a start; null for any other form.
     */
    private static @Nullable Head scan(ByteBuffer payload) {
        int at = payload.position();
        int retryAt = payload.limit() - END.length - RetryIdentity.CHARS;
        if (retryAt - RETRY.length < at || !stands(AI, payload, at)) {
            return null;
        }
        at += AI.length;
        while (at < retryAt && payload.get(at) != '"' && payload.get(at) != '\\') {
            at++;
        }
        if (!stands(RECEIVED, payload, at)
                || !stands(RETRY, payload, retryAt - RETRY.length)
                || !stands(END, payload, retryAt + RetryIdentity.CHARS)) {
            return null;
        }
        at += RECEIVED.length;
        long received = 0;
        for (int digits = 0; digits < MAX_DIGITS; digits++) {
            byte digit = payload.get(at++);
            if (digit == ',') {
                return new Head(received, RetryIdentity.parse(ascii(payload, retryAt)), List.of());
            }
            if (digit < '0' || digit > '9') {
                return null;
            }
            received = 10 * received + digit - '0';
        }
        return null;
    }

    private static boolean stands(byte[] text, ByteBuffer payload, int at) {
        for (int i = 0; i < text.length; i++) {
            if (at + i >= payload.limit() || payload.get(at + i) != text[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte[] ascii(ByteBuffer payload, int at) {
        byte[] ascii = new byte[RetryIdentity.CHARS];
        payload.get(at, ascii);
        return ascii;
    }

    /** Whether an accepted event's record has warnings, found without parsing it. */
    static boolean bearsWarnings(ByteBuffer payload) {
        // Warnings come last, and nothing else of an event is an array.
        return payload.remaining() >= 2 && payload.get(payload.limit() - 2) == ']';
    }

    /** The events of one upload. */
    private final class Tally {
        private final List<EventFinding> findings = new ArrayList<>(0);
        private final Indexes indexes;
        private int accepted;
        private int rejected;
        private int warned;
        private boolean truncated;
        private int discarded;

        Tally(List<DuplicateEvent> duplicates) {
            indexes = new Indexes(duplicates);
        }

        void event(ByteBuffer payload) {
            accepted++;
            int index = indexes.next();
            if (!bearsWarnings(payload)) {
                return;
            }
            warned++;
            try (JsonParser json = records.parser(payload)) {
                json.nextToken();
                for (String name = json.nextName(); name != null; name = json.nextName()) {
                    json.nextToken();
                    if (name.equals(UploadRecords.WARNINGS)) {
                        for (Finding warning : UploadReader.findings(json)) {
                            add(index, false, warning);
                        }
                    } else {
                        json.skipChildren();
                    }
                }
            }
        }

        void rejected(ByteBuffer payload) {
            UploadReader.FindingParts reason = new UploadReader.FindingParts();
            try (JsonParser json = records.parser(payload)) {
                json.nextToken();
                for (String name = json.nextName(); name != null; name = json.nextName()) {
                    json.nextToken();
                    reason.take(name, json);
                }
            }
            rejected++;
            Finding finding = reason.finding();
            discarded += finding.code().equals(RejectedEvent.DISCARDED) ? 1 : 0;
            add(indexes.next(), true, finding);
        }

        private void add(int index, boolean isRejected, Finding finding) {
            if (findings.size() < maxFindings) {
                findings.add(new EventFinding(index, isRejected, finding));
            } else {
                truncated = true;
            }
        }
    }
}
