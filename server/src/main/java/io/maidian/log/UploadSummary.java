package io.maidian.log;

import io.maidian.event.DuplicateEvent;
import io.maidian.event.Finding;
import io.maidian.event.RequestId;
import io.maidian.event.RetryIdentity;
import java.util.List;

/**
 * What the answer to an upload is made of, read back from its entry.
 *
 * @param warned how many of the accepted bear a warning
 * @param findings in the events' order, of which there may be more
 * @param truncated whether there are more
 * @param duplicates in the events' order
 * @param discarded how many of the rejected were not kept
 */
public record UploadSummary(
        RetryIdentity retry,
        RequestId id,
        int accepted,
        int rejected,
        int warned,
        List<EventFinding> findings,
        boolean truncated,
        List<DuplicateEvent> duplicates,
        int discarded) {
    /** A finding on the event of this index. */
    public record EventFinding(int index, boolean rejected, Finding finding) {}
}
