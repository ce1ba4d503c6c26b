package io.maidian.log;

import io.maidian.event.Upload;
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

    private void read(LogPosition group, LogEntry entry, UploadRecords.IdVisitor visitor) {
        Upload upload = null;
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
                upload = upload == null ? records.head(group, entry).upload() : upload;
                visitor.id(upload.ai(), id, upload.receivedMillis());
            }
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
