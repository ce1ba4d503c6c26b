package io.maidian.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Finds the callers' ids of stored events. An event is not parsed where it has the form that {@link
 * UploadRecords} writes. For one thread.
 */
final class IdReader {
    private static final byte[] AI = ascii("{\"ai\":\"");
    private static final byte[] RECEIVED = ascii(",\"received\":");
    private static final byte[] KEY = ascii("{\"n\":\"");
    private static final byte[] USER = ascii(",\"cs1\":\"");
    private static final byte[] VISIT_USER = ascii(",\"u\":\"");
    private static final byte[] ID = ascii(",\"id\":\"");
    private static final byte[] TM = ascii(",\"tm\":");
    private static final int MAX_DIGITS = 16;

    private final UploadReader records = new UploadReader();
    private ByteBuffer json = ByteBuffer.allocate(0);
    private int at;

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

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
        begin(first.payload());
        if (skip(AI)) {
            String ai = plainString();
            long received = ai != null && skip(RECEIVED) ? digits() : -1;
            if (ai != null && received >= 0) {
                return new Head(ai, received);
            }
        }
        try (JsonParser parser = records.parser(first.payload())) {
            UploadReader.expect(parser.nextToken() == JsonToken.START_OBJECT, "no object");
            UploadHead head = UploadHead.read(parser, group, entry.ordinal());
            return new Head(head.upload().ai(), head.upload().receivedMillis());
        }
    }

    private @Nullable String id(ByteBuffer payload) {
        begin(payload);
        boolean known = skip(KEY) && skipString() && skip(USER) && skipString();
        if (known && skip(VISIT_USER)) {
            known = skipString();
        }
        if (known && skip(TM)) {
            return null;
        }
        String id = known && skip(ID) ? plainString() : null;
        return id == null ? parsed(payload) : id;
    }

    private @Nullable String parsed(ByteBuffer payload) {
        try (JsonParser parser = records.parser(payload)) {
            UploadReader.expect(parser.nextToken() == JsonToken.START_OBJECT, "no object");
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

    private void begin(ByteBuffer payload) {
        json = payload;
        at = payload.position();
    }

    private boolean skip(byte[] text) {
        if (json.limit() - at < text.length) {
            return false;
        }
        for (int i = 0; i < text.length; i++) {
            if (json.get(at + i) != text[i]) {
                return false;
            }
        }
        at += text.length;
        return true;
    }

    /** Moves behind the end of a string that was begun. */
    private boolean skipString() {
        while (at < json.limit()) {
            byte b = json.get(at++);
            if (b == '"') {
                return true;
            }
            at += b == '\\' ? 1 : 0;
        }
        return false;
    }

    /** The rest of a string that was begun; null where anything in it is escaped. */
    private @Nullable String plainString() {
        int from = at;
        if (!skipString()) {
            return null;
        }
        byte[] utf8 = new byte[at - 1 - from];
        json.get(from, utf8);
        for (byte b : utf8) {
            if (b == '\\') {
                return null;
            }
        }
        return new String(utf8, StandardCharsets.UTF_8);
    }

    /** A number's value; -1 where none ends here. */
    private long digits() {
        long value = 0;
        for (int i = 0; i <= MAX_DIGITS && at < json.limit(); i++) {
            byte b = json.get(at++);
            if (b < '0' || b > '9') {
                return i == 0 ? -1 : value;
            }
            value = 10 * value + b - '0';
        }
        return -1;
    }
}
