package io.maidian.log;

import io.maidian.event.Decimals;
import io.maidian.event.Event;
import io.maidian.event.RequestId;
import io.maidian.event.RetryIdentity;
import io.maidian.event.Upload;
import io.maidian.event.Value;
import io.maidian.event.Variable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of events and uploads in the form that {@link UploadRecords} writes, several
 * times as fast as a parser of all JSON. What has another form, or a warning, it leaves to {@link
 * UploadReader}. For one thread.
 */
final class EventScanner {
    private static final byte[] AI = JsonCursor.ascii("{\"ai\":\"");

    private static final byte[] RECEIVED = JsonCursor.ascii(",\"received\":");
    private static final byte[] STM = JsonCursor.ascii(",\"stm\":");
    private static final byte[] RETRY = JsonCursor.ascii(",\"retry\":\"");

    /** Members as they are written, from the end of the one before to the value. */
    static final byte[] KEY = JsonCursor.ascii("{\"n\":\"");

    static final byte[] USER = JsonCursor.ascii(",\"cs1\":\"");
    static final byte[] VISIT_USER = JsonCursor.ascii(",\"u\":\"");
    static final byte[] ID = JsonCursor.ascii(",\"id\":\"");
    static final byte[] TM = JsonCursor.ascii(",\"tm\":");
    private static final byte[] TIME = JsonCursor.ascii(",\"time\":");
    private static final byte[] NUM = JsonCursor.ascii(",\"num\":");
    private static final byte[] VARIABLES = JsonCursor.ascii(",\"var\":{");

    private final JsonCursor json = new JsonCursor();

    /**
     * Reads an upload's record.
     *
     * @return null where it has another form, or names duplicates
     */
    @Nullable UploadHead head(ByteBuffer payload, LogPosition group, int ordinal) {
        json.begin(payload);
        String ai = json.skip(AI) ? json.text() : null;
        long received = json.skip(RECEIVED) ? json.digits() : -1;
        if (ai == null || received < 0) {
            return null;
        }
        Long sent = null;
        if (json.skip(STM)) {
            long digits = json.digits();
            if (digits < 0) {
                return null;
            }
            sent = digits;
        }
        RetryIdentity retry = null;
        if (json.skip(RETRY)) {
            String text = json.text();
            if (text == null) {
                return null;
            }
            retry = RetryIdentity.parse(text.getBytes(StandardCharsets.US_ASCII));
        }
        if (!closed()) {
            return null;
        }
        Upload upload = new Upload(ai, new RequestId(received, group.offset(), ordinal), sent);
        return new UploadHead(upload, retry, List.of());
    }

    /**
     * Reads an event's record.
     *
     * @return null where it has another form, or warnings
     */
    @Nullable Event event(ByteBuffer payload, Upload upload, int index) {
        json.begin(payload);
        String key = json.skip(KEY) ? json.text() : null;
        String user = json.skip(USER) ? json.text() : null;
        if (key == null || user == null) {
            return null;
        }
        String visitUser = null;
        if (json.skip(VISIT_USER)) {
            visitUser = json.text();
            if (visitUser == null) {
                return null;
            }
        }
        String id = null;
        if (json.skip(ID)) {
            id = json.text();
            if (id == null) {
                return null;
            }
        }
        long clientMillis = json.skip(TM) ? json.digits() : -1;
        long eventMillis = json.skip(TIME) ? json.digits() : clientMillis;
        if (clientMillis < 0 || eventMillis < 0) {
            return null;
        }
        Value num = null;
        if (json.skip(NUM)) {
            num = value();
            if (num == null) {
                return null;
            }
        }
        List<Variable> variables = json.skip(VARIABLES) ? variables() : List.of();
        if (variables == null) {
            return null;
        }
        return closed()
                ? new Event(
                        upload,
                        index,
                        key,
                        user,
                        visitUser,
                        id,
                        eventMillis,
                        clientMillis,
                        num,
                        variables,
                        List.of())
                : null;
    }

    private boolean closed() {
        return json.skip('}') && json.atEnd();
    }

    private @Nullable List<Variable> variables() {
        List<Variable> variables = new ArrayList<>(8);
        do {
            String name = json.skip('"') ? json.text() : null;
            Value value = name != null && json.skip(':') ? value() : null;
            if (name == null || value == null) {
                return null;
            }
            variables.add(new Variable(name, value));
        } while (json.skip(','));
        return json.skip('}') ? variables : null;
    }

    private @Nullable Value value() {
        if (json.skip('"')) {
            String text = json.text();
            return text == null ? null : new Value.Text(text);
        }
        boolean negative = json.skip('-');
        long whole = json.digits();
        if (whole < 0) {
            return null;
        }
        if (!json.skip('.')) {
            return new Value.Whole(negative ? -whole : whole);
        }
        int from = json.position();
        long fraction = json.digits();
        int digits = json.position() - from;
        if (fraction < 0) {
            return null;
        }
        double number = Decimals.nearest(negative, whole, fraction, digits);
        return Double.isNaN(number) ? null : new Value.Decimal(number);
    }
}
