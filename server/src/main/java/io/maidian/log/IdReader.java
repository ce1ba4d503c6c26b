package io.maidian.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;

/**
 * Finds the callers' ids of stored events. An event is not parsed where it has the form that {@link
 * UploadRecords} writes. For one thread.
 */
final class IdReader {
    private final UploadReader records = new UploadReader();
    private final JsonCursor json = new JsonCursor();

    void read(LogGroup group, UploadRecords.IdVisitor visitor) throws IOException {
        for (LogEntry entry : group.entries()) {
            try {
                read(group.start(), entry, visitor);
            } catch (JacksonException | IllegalArgumentException e) {
                throw UploadRecords.foreign(group, entry, e);
            }
        }
    }

    private record Head(String ai, long receivedMillis) {}

    private void read(LogPosition group, LogEntry entry, UploadRecords.IdVisitor visitor) {
        Head head = null;
        for (LogRecord record : entry.records()) {
            String id =
                    switch (record.kind()) {
                        case EVENT -> id(record.payload());
                        case REPLAYED_EVENT -> parsed(record.payload());
                        case UPLOAD,
                                REJECTED_EVENT,
                                REFUSED_UPLOAD,
                                DISCARDED_EVENT,
                                RESTORED_EVENT ->
                                null;
                    };
            if (id != null) {
                head = head == null ? head(group, entry) : head;
                visitor.id(head.ai(), id, head.receivedMillis());
            }
        }
    }

    private Head head(LogPosition group, LogEntry entry) {
        LogRecord first = entry.records().getFirst();
        UploadReader.expect(first.kind() == RecordKind.UPLOAD, "no upload record before it");
        json.begin(first.payload());
        if (json.skip(EventScanner.AI)) {
            String ai = json.text();
            long received = ai != null && json.skip(EventScanner.RECEIVED) ? json.digits() : -1;
            if (ai != null && received >= 0) {
                return new Head(ai, received);
            }
        }
        try (JsonParser parser = records.object(first.payload())) {
            UploadHead head = UploadHead.read(parser, group, entry.ordinal());
            return new Head(head.upload().ai(), head.upload().receivedMillis());
        }
    }

    private @Nullable String id(ByteBuffer payload) {
        json.begin(payload);
        boolean known =
                json.skip(EventScanner.KEY)
                        && json.skipString()
                        && json.skip(EventScanner.USER)
                        && json.skipString();
        if (known && json.skip(EventScanner.VISIT_USER)) {
            known = json.skipString();
        }
        if (known && json.skip(EventScanner.TM)) {
            return null;
        }
        String id = known && json.skip(EventScanner.ID) ? json.text() : null;
        return id == null ? parsed(payload) : id;
    }

    private @Nullable String parsed(ByteBuffer payload) {
        try (JsonParser parser = records.object(payload)) {
            for (String name = parser.nextName(); name != null; name = parser.nextName()) {
                parser.nextToken();
                if (name.equals(UploadRecords.ID)) {
                    return parser.getString();
                }
                parser.skipChildren();
            }
            return null;
        }
    }
}
