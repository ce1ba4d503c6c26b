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
        UploadHead head = null;
        Indexes indexes = new Indexes(List.of());
        for (LogRecord record : entry.records()) {
            try (JsonParser json = parser(record.payload())) {
                expect(json.nextToken() == JsonToken.START_OBJECT, "a record is an object");
                if (record.kind() == RecordKind.UPLOAD) {
                    expect(head == null, "a second upload record");
                    head = UploadHead.read(json, group, entry.ordinal());
                    duplicates.addAll(head.duplicates());
                    indexes = new Indexes(head.duplicates());
                    continue;
                }
                if (head == null) {
                    throw new IllegalArgumentException("no upload record before it");
                }
                Upload upload = head.upload();
                switch (record.kind()) {
                    case EVENT -> events.add(event(json, upload, indexes.next()));
                    case REJECTED_EVENT -> rejected.add(rejected(json, upload, indexes.next()));
                    case REFUSED_UPLOAD -> refused.add(refused(json, upload));
                    case REPLAYED_EVENT, DISCARDED_EVENT, RESTORED_EVENT ->
                            changes.add(changeReader.read(record, upload));
                    case UPLOAD -> throw new IllegalArgumentException("a second upload record");
                }
            }
        }
    }

    /** A parser of one record, to be closed before the next. */
    JsonParser parser(ByteBuffer payload) {
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
