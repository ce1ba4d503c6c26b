package io.maidian.quarantine;

import io.maidian.event.RejectionId;
import io.maidian.log.EventRecord;
import org.jspecify.annotations.Nullable;

/** What is to be written to the log about one rejected event. */
sealed interface Decision {
    /**
     * It is accepted as this.
     *
     * @param sentMillis {@code stm} of its upload, where it was given
     */
    record Replay(RejectionId id, @Nullable Long sentMillis, EventRecord event)
            implements Decision {}

    /** It is to be left alone. */
    record Discard(RejectionId id) implements Decision {}

    /** It is open again. */
    record Restore(RejectionId id) implements Decision {}
}
