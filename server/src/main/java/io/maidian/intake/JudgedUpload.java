package io.maidian.intake;

import io.maidian.event.RequestId;
import io.maidian.ids.IdHashes;
import io.maidian.intake.CapturedEvent.EventOutcome;
import io.maidian.intake.UploadOutcome.EventResult;
import io.maidian.log.LogBatch;
import io.maidian.log.UploadRecords;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An upload whose events are judged, free of its body. What becomes of those with an id is open
 * until {@link #settle}. Immutable, but for what it tells others.
 *
 * @param entry with all of its events
 * @param sums as if no event were a duplicate, and without the warnings of those with an id
 * @param identified the events with an id; null where there are none
 * @param metrics where findings are counted; null where they are not
 */
record JudgedUpload(
        UploadRecords.Entry entry,
        Sums sums,
        @Nullable IdentifiedEvents identified,
        @Nullable Capture capture,
        @Nullable IntakeMetrics metrics) {
    /** Findings that one answer bears at most. */
    static final int MAX_RESULTS = 100;

    /** The ids of the events that would be stored; null where none has one. */
    @Nullable IdHashes hashes() {
        return identified == null ? null : identified.hashes();
    }

    /** Decides that no event is a duplicate. */
    Settled settle() {
        return settle(new BitSet());
    }

    /**
     * Decides about the events with ids; at most once.
     *
     * @param known which of them are not stored again
     */
    Settled settle(BitSet known) {
        if (identified == null) {
            return new Settled(entry.batch(), sums);
        }
        List<EventResult> found = identified.settle(known);
        for (EventResult result : found) {
            if (metrics != null) {
                metrics.count(result.finding());
            }
            if (capture != null && result.outcome() == EventOutcome.DUPLICATE) {
                capture.duplicate(result.index(), result.finding());
            }
        }
        int duplicate = known.cardinality();
        Sums settled =
                new Sums(
                        sums.accepted - duplicate,
                        duplicate,
                        sums.rejected,
                        sums.warned - identified.warnedDuplicates(),
                        EventResult.merged(sums.results, found, MAX_RESULTS),
                        sums.truncated || sums.results.size() + found.size() > MAX_RESULTS,
                        sums.discarded);
        return new Settled(
                duplicate == 0 ? entry.batch() : entry.without(identified.duplicates()), settled);
    }

    /**
     * What is appended, and what is told when it is durable.
     *
     * @param batch without the duplicates
     */
    record Settled(LogBatch batch, Sums sums) {}

    /** The sums of an upload's answer. */
    record Sums(
            int accepted,
            int duplicate,
            int rejected,
            int warned,
            List<EventResult> results,
            boolean truncated,
            int discarded) {
        UploadOutcome.Stored stored(@Nullable RequestId id) {
            return new UploadOutcome.Stored(
                    id, accepted, duplicate, rejected, warned, results, truncated, discarded);
        }

        UploadOutcome.NotStored notStored(UploadRequest.Options options) {
            boolean refused = options.strict() && rejected > 0;
            return new UploadOutcome.NotStored(
                    options.dryRun(),
                    refused,
                    refused ? 0 : accepted,
                    refused ? 0 : duplicate,
                    refused ? accepted + duplicate + rejected : rejected,
                    refused ? 0 : warned,
                    results,
                    truncated,
                    refused ? 0 : discarded);
        }
    }
}
