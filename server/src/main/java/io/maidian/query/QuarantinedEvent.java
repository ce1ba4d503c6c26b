package io.maidian.query;

import io.maidian.event.RejectedEvent;
import io.maidian.event.RejectionId;
import org.jspecify.annotations.Nullable;

/**
 * A rejected event as it lies in quarantine.
 *
 * @param changedMillis when it came into its state; null where it still is as it came
 */
public record QuarantinedEvent(
        RejectedEvent event, RejectionState state, @Nullable Long changedMillis) {
    /** Its name. */
    public RejectionId id() {
        return new RejectionId(event.upload().id(), event.index());
    }
}
