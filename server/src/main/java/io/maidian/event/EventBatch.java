package io.maidian.event;

import java.util.List;

/** What a run of log groups holds, in log order. Immutable. */
public record EventBatch(
        List<Event> events,
        List<RejectedEvent> rejected,
        List<RefusedUpload> refused,
        List<DuplicateEvent> duplicates) {
    public EventBatch {
        events = List.copyOf(events);
        rejected = List.copyOf(rejected);
        refused = List.copyOf(refused);
        duplicates = List.copyOf(duplicates);
    }

    /** One without duplicates. */
    public EventBatch(
            List<Event> events, List<RejectedEvent> rejected, List<RefusedUpload> refused) {
        this(events, rejected, refused, List.of());
    }

    /** Whether it holds nothing. */
    public boolean isEmpty() {
        return events.isEmpty() && rejected.isEmpty() && refused.isEmpty() && duplicates.isEmpty();
    }
}
