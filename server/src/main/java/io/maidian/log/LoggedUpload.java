package io.maidian.log;

import io.maidian.event.DuplicateEvent;
import io.maidian.event.Event;
import io.maidian.event.RefusedUpload;
import io.maidian.event.RejectedEvent;
import io.maidian.event.Upload;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One upload as the log holds it: what became of all of its events, and some of them whole.
 *
 * @param accepted all that were stored, those with a warning included
 * @param events of the page that was asked for, as the other lists of events
 * @param refused set where the whole upload was refused
 */
public record LoggedUpload(
        Upload upload,
        int accepted,
        int warned,
        int rejected,
        int duplicate,
        List<Event> events,
        List<RejectedEvent> rejectedEvents,
        List<DuplicateEvent> duplicates,
        @Nullable RefusedUpload refused) {
    /** All events of its array. */
    public int received() {
        return accepted + rejected + duplicate;
    }
}
