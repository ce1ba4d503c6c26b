package io.maidian.log;

import io.maidian.event.Event;
import io.maidian.event.RefusedUpload;
import io.maidian.event.RejectedEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;

/** Reads one entry: counts all events, and parses those of a page. For one thread, one entry. */
final class EntryReader {
    private final UploadReader records = new UploadReader();
    private final List<Event> events = new ArrayList<>();
    private final List<RejectedEvent> rejectedEvents = new ArrayList<>();
    private final int from;
    private final int limit;
    private int accepted;
    private int warned;
    private int rejected;
    private @Nullable RefusedUpload refused;

    /**
     * @param from index of the page's first event
     * @param limit indexes that the page covers
     */
    EntryReader(int from, int limit) {
        this.from = from;
        this.limit = limit;
    }

    LoggedUpload read(LogPosition group, LogEntry entry) {
        UploadHead head = records.head(group, entry);
        Indexes indexes = new Indexes(head.duplicates());
        for (LogRecord record : entry.records()) {
            switch (record.kind()) {
                case UPLOAD, REPLAYED_EVENT, DISCARDED_EVENT, RESTORED_EVENT -> {}
                case EVENT -> event(record, head, indexes.next());
                case REJECTED_EVENT -> rejected(record, head, indexes.next());
                case REFUSED_UPLOAD -> {
                    try (JsonParser json = records.object(record.payload())) {
                        refused = UploadReader.refused(json, head.upload());
                    }
                }
            }
        }
        return new LoggedUpload(
                head.upload(),
                accepted,
                warned,
                rejected,
                head.duplicates().size(),
                events,
                rejectedEvents,
                head.duplicates().stream().filter(each -> shows(each.index())).toList(),
                refused);
    }

    private boolean shows(int index) {
        return index >= from && index - from < limit;
    }

    private void event(LogRecord record, UploadHead head, int index) {
        accepted++;
        warned += SummaryReader.bearsWarnings(record.payload()) ? 1 : 0;
        if (shows(index)) {
            try (JsonParser json = records.object(record.payload())) {
                events.add(UploadReader.event(json, head.upload(), index));
            }
        }
    }

    private void rejected(LogRecord record, UploadHead head, int index) {
        rejected++;
        if (shows(index)) {
            try (JsonParser json = records.object(record.payload())) {
                rejectedEvents.add(UploadReader.rejected(json, head.upload(), index));
            }
        }
    }
}
