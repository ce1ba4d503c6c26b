package io.maidian.event;

import java.util.List;

/**
 * What a run of log groups holds, in log order. Immutable.
 *
 * @param duplicates events that were not stored again
 * @param changes what was decided about rejected events, of this batch or of earlier ones
 */
public record EventBatch(
        List<Event> events,
        List<RejectedEvent> rejected,
        List<RefusedUpload> refused,
        List<DuplicateEvent> duplicates,
        List<QuarantineChange> changes) {
    public EventBatch {
        events = List.copyOf(events);
        rejected = List.copyOf(rejected);
        refused = List.copyOf(refused);
        duplicates = List.copyOf(duplicates);
        changes = List.copyOf(changes);
    }

    /** One without changes. */
    public EventBatch(
            List<Event> events,
            List<RejectedEvent> rejected,
            List<RefusedUpload> refused,
            List<DuplicateEvent> duplicates) {
        this(events, rejected, refused, duplicates, List.of());
    }

    /** One without duplicates and changes. */
    public EventBatch(
            List<Event> events, List<RejectedEvent> rejected, List<RefusedUpload> refused) {
        this(events, rejected, refused, List.of());
    }

    /** Whether it holds nothing. */
    public boolean isEmpty() {
        return events.isEmpty()
                && rejected.isEmpty()
                && refused.isEmpty()
                && duplicates.isEmpty()
                && changes.isEmpty();
    }
}
