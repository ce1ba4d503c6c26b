package io.maidian.store;

import io.maidian.event.Event;
import io.maidian.event.EventBatch;
import io.maidian.event.Finding;
import io.maidian.event.QuarantineChange;
import io.maidian.event.RefusedUpload;
import io.maidian.event.RejectedEvent;
import io.maidian.event.RejectionId;
import io.maidian.event.RequestId;
import io.maidian.event.Upload;
import io.maidian.event.Value;
import io.maidian.event.Variable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts uploads together for tests, one after the other in the log. For one thread. */
public final class Uploads {
    private final List<Event> events = new ArrayList<>();
    private final List<RejectedEvent> rejected = new ArrayList<>();
    private final List<RefusedUpload> refused = new ArrayList<>();
    private final List<QuarantineChange> changes = new ArrayList<>();
    private Upload current;
    private int index;

    /** Begins with an upload at this position. */
    public Uploads(String ai, long position, long receivedMillis) {
        current = new Upload(ai, new RequestId(receivedMillis, position, 0), null);
    }

    /** The next events belong to another upload. */
    public Uploads upload(String ai, long position, int ordinal, long receivedMillis) {
        current =
                new Upload(
                        ai, new RequestId(receivedMillis, position, ordinal), receivedMillis - 7);
        index = 0;
        return this;
    }

    /** An event. */
    public Uploads event(String key, String user, long eventMillis, Variable... variables) {
        return event(key, user, eventMillis, null, List.of(variables), List.of());
    }

    /** An event with all that it may have. */
    public Uploads event(
            String key,
            String user,
            long eventMillis,
            @Nullable Value num,
            List<Variable> variables,
            List<Finding> warnings) {
        events.add(
                new Event(
                        current,
                        index++,
                        key,
                        user,
                        null,
                        null,
                        eventMillis,
                        eventMillis,
                        num,
                        variables,
                        warnings));
        return this;
    }

    /** An event that was not accepted. */
    public Uploads rejected(@Nullable String key, String code, String raw) {
        int at = index++;
        Finding reason = new Finding(code, "/" + at, "null");
        rejected.add(new RejectedEvent(current, at, reason, key, null, raw));
        return this;
    }

    /** An event that was not accepted, and of which only the reason is kept. */
    public Uploads counted(@Nullable String key, String code) {
        int at = index++;
        Finding reason = new Finding(code, "/" + at, "null");
        rejected.add(new RejectedEvent(current, at, reason, key, null, null));
        return this;
    }

    /** The replay of the event at this place of the current upload. */
    public Uploads replayed(int place, String key, long atMillis) {
        Event event =
                new Event(
                        current, place, key, "mended", null, null, atMillis, atMillis, null,
                        List.of(), List.of());
        changes.add(new QuarantineChange.Replayed(event, atMillis));
        return this;
    }

    /** The event at this place of the current upload is discarded. */
    public Uploads discarded(int place, long atMillis) {
        RejectionId id = new RejectionId(current.id(), place);
        changes.add(new QuarantineChange.Discarded(current.ai(), id, atMillis));
        return this;
    }

    /** The event at this place of the current upload is open again. */
    public Uploads restored(int place, long atMillis) {
        RejectionId id = new RejectionId(current.id(), place);
        changes.add(new QuarantineChange.Restored(current.ai(), id, atMillis));
        return this;
    }

    /** The upload as one that was refused whole. */
    public Uploads refused(String code, String sample) {
        refused.add(new RefusedUpload(current, new Finding(code, "", ""), sample));
        return this;
    }

    /** All so far. */
    public EventBatch batch() {
        return new EventBatch(events, rejected, refused, List.of(), changes);
    }

    public static Variable text(String key, String value) {
        return new Variable(key, new Value.Text(value));
    }

    public static Variable whole(String key, long value) {
        return new Variable(key, new Value.Whole(value));
    }

    public static Variable decimal(String key, double value) {
        return new Variable(key, new Value.Decimal(value));
    }
}
