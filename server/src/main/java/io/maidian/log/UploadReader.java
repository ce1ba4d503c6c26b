package io.maidian.log;

import io.maidian.event.DuplicateEvent;
import io.maidian.event.Event;
import io.maidian.event.EventBatch;
import io.maidian.event.Finding;
import io.maidian.event.QuarantineChange;
import io.maidian.event.RefusedUpload;
import io.maidian.event.RejectedEvent;
import io.maidian.event.Upload;
import io.maidian.event.Value;
import io.maidian.event.Variable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/**
 * Gathers what log groups hold. Members that it does not know are skipped, so that it reads what a
 * newer version wrote. For one thread.
 */
final class UploadReader {
    /** What was written passed the intake's limits; the reader has none of its own. */
    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxStringLength(Integer.MAX_VALUE)
                                    .maxNameLength(Integer.MAX_VALUE)
                                    .maxNumberLength(Integer.MAX_VALUE)
                                    .build())
                    .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
                    .disable(TokenStreamFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
                    .disable(TokenStreamFactory.Feature.CHARSET_DETECTION)
                    .recyclerPool(JsonRecyclerPools.threadLocalPool())
                    .build();

    private final List<Event> events = new ArrayList<>();
    private final List<RejectedEvent> rejected = new ArrayList<>();
    private final List<RefusedUpload> refused = new ArrayList<>();
    private final List<DuplicateEvent> duplicates = new ArrayList<>();
    private final List<QuarantineChange> changes = new ArrayList<>();
    private final ChangeReader changeReader = new ChangeReader(this);
    private final EventScanner scanner = new EventScanner();
    private byte[] scratch = new byte[0];

    EventBatch batch() {
        return new EventBatch(events, rejected, refused, duplicates, changes);
    }

    void read(LogGroup group) throws IOException {
        for (LogEntry entry : group.entries()) {
            try {
                read(group.start(), entry);
            } catch (JacksonException | IllegalArgumentException e) {
                throw UploadRecords.foreign(group, entry, e);
            }
        }
    }

    private void read(LogPosition group, LogEntry entry) {
        Upload upload = null;
        Indexes indexes = new Indexes(List.of());
        for (LogRecord record : entry.records()) {
            if (record.kind() == RecordKind.UPLOAD) {
                expect(upload == null, "a second upload record");
                UploadHead head = head(record.payload(), group, entry.ordinal());
                upload = head.upload();
                duplicates.addAll(head.duplicates());
                indexes = new Indexes(head.duplicates());
            } else if (upload == null) {
                throw new IllegalArgumentException("no upload record before it");
            } else {
                read(record, upload, indexes);
            }
        }
    }

    private void read(LogRecord record, Upload upload, Indexes indexes) {
        switch (record.kind()) {
            case EVENT -> events.add(event(record.payload(), upload, indexes.next()));
            case REJECTED_EVENT -> rejected.add(rejected(record.payload(), upload, indexes.next()));
            case REFUSED_UPLOAD -> refused.add(refused(record.payload(), upload));
            case REPLAYED_EVENT, DISCARDED_EVENT, RESTORED_EVENT ->
                    changes.add(changeReader.read(record, upload));
            case UPLOAD -> throw new IllegalStateException("read before");
        }
    }

    /** What the entry says first. */
    UploadHead head(LogPosition group, LogEntry entry) {
        LogRecord first = entry.records().getFirst();
        expect(first.kind() == RecordKind.UPLOAD, "no upload record before it");
        return head(first.payload(), group, entry.ordinal());
    }

    private UploadHead head(ByteBuffer payload, LogPosition group, int ordinal) {
        UploadHead scanned = scanner.head(payload, group, ordinal);
        if (scanned != null) {
            return scanned;
        }
        try (JsonParser json = object(payload)) {
            return UploadHead.read(json, group, ordinal);
        }
    }

    private Event event(ByteBuffer payload, Upload upload, int index) {
        Event scanned = scanner.event(payload, upload, index);
        if (scanned != null) {
            return scanned;
        }
        try (JsonParser json = object(payload)) {
            return event(json, upload, index);
        }
    }

    private RejectedEvent rejected(ByteBuffer payload, Upload upload, int index) {
        try (JsonParser json = object(payload)) {
            return rejected(json, upload, index);
        }
    }

    private RefusedUpload refused(ByteBuffer payload, Upload upload) {
        try (JsonParser json = object(payload)) {
            return refused(json, upload);
        }
    }

    /**
     * A parser of one record that has read where its object begins, to be closed before the next.
     */
    JsonParser object(ByteBuffer payload) {
        JsonParser json = parser(payload);
        expect(json.nextToken() == JsonToken.START_OBJECT, "a record is an object");
        return json;
    }

    /** A parser of one record, to be closed before the next. */
    private JsonParser parser(ByteBuffer payload) {
        int count = payload.remaining();
        if (payload.hasArray()) {
            return JSON.createParser(
                    ObjectReadContext.empty(),
                    payload.array(),
                    payload.arrayOffset() + payload.position(),
                    count);
        }
        if (scratch.length < count) {
            scratch = new byte[Math.max(count, 1024)];
        }
        payload.get(payload.position(), scratch, 0, count);
        return JSON.createParser(ObjectReadContext.empty(), scratch, 0, count);
    }

    static Event event(JsonParser json, Upload upload, int index) {
        String key = null;
        String user = null;
        String visitUser = null;
        String id = null;
        Long tm = null;
        Long time = null;
        Value num = null;
        List<Variable> variables = List.of();
        List<Finding> warnings = List.of();
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            JsonToken token = json.nextToken();
            switch (name) {
                case UploadRecords.KEY -> key = json.getString();
                case UploadRecords.USER -> user = json.getString();
                case UploadRecords.VISIT_USER -> visitUser = json.getString();
                case UploadRecords.ID -> id = json.getString();
                case UploadRecords.TM -> tm = json.getLongValue();
                case UploadRecords.TIME -> time = json.getLongValue();
                case UploadRecords.NUM -> num = value(json, token);
                case UploadRecords.VARIABLES -> variables = variables(json);
                case UploadRecords.WARNINGS -> warnings = findings(json);
                default -> json.skipChildren();
            }
        }
        long clientMillis = require(tm, UploadRecords.TM);
        return new Event(
                upload,
                index,
                require(key, UploadRecords.KEY),
                require(user, UploadRecords.USER),
                visitUser,
                id,
                time == null ? clientMillis : time,
                clientMillis,
                num,
                variables,
                warnings);
    }

    static RejectedEvent rejected(JsonParser json, Upload upload, int index) {
        FindingParts reason = new FindingParts();
        String key = null;
        String user = null;
        String raw = null;
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            json.nextToken();
            switch (name) {
                case UploadRecords.KEY -> key = json.getString();
                case UploadRecords.USER -> user = json.getString();
                case UploadRecords.RAW -> raw = json.getString();
                default -> reason.take(name, json);
            }
        }
        return new RejectedEvent(upload, index, reason.finding(), key, user, raw);
    }

    static RefusedUpload refused(JsonParser json, Upload upload) {
        FindingParts reason = new FindingParts();
        String sample = null;
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            json.nextToken();
            switch (name) {
                case UploadRecords.SAMPLE -> sample = json.getString();
                default -> reason.take(name, json);
            }
        }
        return new RefusedUpload(upload, reason.finding(), require(sample, UploadRecords.SAMPLE));
    }

    private static List<Variable> variables(JsonParser json) {
        List<Variable> variables = new ArrayList<>(8);
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            variables.add(new Variable(name, value(json, json.nextToken())));
        }
        return variables;
    }

    static List<Finding> findings(JsonParser json) {
        List<Finding> findings = new ArrayList<>(2);
        while (json.nextToken() == JsonToken.START_OBJECT) {
            FindingParts parts = new FindingParts();
            for (String name = json.nextName(); name != null; name = json.nextName()) {
                json.nextToken();
                parts.take(name, json);
            }
            findings.add(parts.finding());
        }
        return findings;
    }

    private static Value value(JsonParser json, JsonToken token) {
        return switch (token) {
            case VALUE_STRING -> new Value.Text(json.getString());
            case VALUE_NUMBER_INT -> new Value.Whole(json.getLongValue());
            case VALUE_NUMBER_FLOAT -> new Value.Decimal(json.getDoubleValue());
            default -> throw new IllegalArgumentException("not a value: " + token);
        };
    }

    static <T> T require(@Nullable T value, String name) {
        if (value == null) {
            throw new IllegalArgumentException("no \"" + name + "\"");
        }
        return value;
    }

    static void expect(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /** The members of a finding, as they come. */
    static final class FindingParts {
        private @Nullable String code;
        private @Nullable String pointer;
        private @Nullable String got;

        void take(String name, JsonParser json) {
            switch (name) {
                case UploadRecords.CODE -> code = json.getString();
                case UploadRecords.POINTER -> pointer = json.getString();
                case UploadRecords.GOT -> got = json.getString();
                default -> json.skipChildren();
            }
        }

        Finding finding() {
            return new Finding(
                    require(code, UploadRecords.CODE),
                    require(pointer, UploadRecords.POINTER),
                    require(got, UploadRecords.GOT));
        }
    }
}
