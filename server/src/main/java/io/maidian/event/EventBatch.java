package io.maidian.event;

import java.util.List;

/**
 * What a run of log groups holds, in log order. Immutable.
 *
 * @param changes what was decided about rejected events, of this batch or of earlier ones
 */
public record EventBatch(
        List<Event> events,
        List<RejectedEvent> rejected,
        List<RefusedUpload> refused,
        List<QuarantineChange> changes) {
    /** One without changes. */
    public EventBatch(
            List<Event> events, List<RejectedEvent> rejected, List<RefusedUpload> refused) {
        this(events, rejected, refused, List.of());
    }

    public EventBatch {
        events = List.copyOf(events);
        rejected = List.copyOf(rejected);
        refused = List.copyOf(refused);
        changes = List.copyOf(changes);
    }

    /** Whether it holds nothing. */
    public boolean isEmpty() {
        return events.isEmpty() && rejected.isEmpty() && refused.isEmpty() && changes.isEmpty();
    }
}
