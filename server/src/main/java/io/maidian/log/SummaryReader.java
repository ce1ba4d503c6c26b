package io.maidian.log;

import io.maidian.event.DuplicateEvent;
import io.maidian.event.Finding;
import io.maidian.event.RejectedEvent;
import io.maidian.event.RetryIdentity;
import io.maidian.log.UploadSummary.EventFinding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;

/**
 * Reads of each upload what its answer needs. Events are counted, not parsed, but for those with
 * findings. For one thread.
 */
final class SummaryReader {
    private final UploadReader records = new UploadReader();
    private final int maxFindings;

    SummaryReader(int maxFindings) {
        this.maxFindings = maxFindings;
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
            return records.head(group.start(), entry).upload().receivedMillis();
        } catch (JacksonException | IllegalArgumentException e) {
            throw UploadRecords.foreign(group, entry, e);
        }
    }

    private @Nullable UploadSummary read(LogPosition group, LogEntry entry) {
        UploadHead head = records.head(group, entry);
        RetryIdentity retry = head.retry();
        if (retry == null) {
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
                retry,
                head.upload().id(),
                tally.accepted,
                tally.rejected,
                tally.warned,
                tally.findings,
                tally.truncated,
                head.duplicates(),
                tally.discarded);
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
            try (JsonParser json = records.object(payload)) {
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
            try (JsonParser json = records.object(payload)) {
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
