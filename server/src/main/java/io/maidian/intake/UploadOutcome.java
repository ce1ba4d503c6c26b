package io.maidian.intake;

import io.maidian.event.Finding;
import io.maidian.event.RequestId;
import io.maidian.intake.CapturedEvent.EventOutcome;
import io.maidian.log.Receipt;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of an upload; the edge turns it into a status and an answer. */
public sealed interface UploadOutcome {
    /**
     * It was read and is durable, its rejected events too; or it came again, and the first one is.
     * If there are rejected events that were not discarded, and no accepted ones, the sender is
     * told an error.
     *
     * @param id null for an empty array, which stores nothing
     * @param duplicate events that were not stored again: their ids came before, or all of the
     *     upload did
     * @param warned how many of the accepted bear a warning, or did when the upload first came
     * @param results one for each finding, in the events' order, at most 100
     * @param truncated whether there were more
     * @param discarded how many of the rejected were counted and not kept, for nobody declared them
     */
    record Stored(
            @Nullable RequestId id,
            int accepted,
            int duplicate,
            int rejected,
            int warned,
            List<EventResult> results,
            boolean truncated,
            int discarded)
            implements UploadOutcome {
        /** One of which nothing was discarded. */
        public Stored(
                @Nullable RequestId id,
                int accepted,
                int duplicate,
                int rejected,
                int warned,
                List<EventResult> results,
                boolean truncated) {
            this(id, accepted, duplicate, rejected, warned, results, truncated, 0);
        }

        /** Whether nothing was right, and something was wrong. */
        public boolean allRejected() {
            return accepted + duplicate == 0 && rejected > discarded;
        }
    }

    /**
     * It was read and judged, and nothing of it stored but perhaps a sample.
     *
     * @param dryRun because that was asked for
     * @param strict because an event is rejected and the rest were not wanted without it; all count
     *     as rejected then
     * @param discarded how many of the rejected would be counted and not kept
     */
    record NotStored(
            boolean dryRun,
            boolean strict,
            int accepted,
            int duplicate,
            int rejected,
            int warned,
            List<EventResult> results,
            boolean truncated,
            int discarded)
            implements UploadOutcome {
        /** Whether nothing is right, and something is wrong. */
        public boolean allRejected() {
            return accepted + duplicate == 0 && rejected > discarded;
        }
    }

    /**
     * It could not be read, or is not wanted now; nothing was stored but perhaps a sample of it.
     *
     * @param retryAfterSeconds when the same will be taken; 0 for never
     */
    record Refused(Refusal refusal, Finding finding, long retryAfterSeconds)
            implements UploadOutcome {
        /** A refusal for good. */
        public Refused(Refusal refusal, Finding finding) {
            this(refusal, finding, 0);
        }
    }

    /** It could not be made durable; nothing was stored. */
    record Unavailable(Receipt.Cause cause) implements UploadOutcome {}

    /** More comes at once than there is memory for; nothing was stored. */
    record Busy() implements UploadOutcome {}

    /** A bug, which was logged, ended it; nothing was stored. */
    record Failed() implements UploadOutcome {}

    /** The force failed: perhaps it was stored. */
    record Unknown() implements UploadOutcome {}

    /** A finding on one event. */
    record EventResult(int index, EventOutcome outcome, Finding finding) {
        /** Two lists as one, both in the events' order, as far as there is room. */
        static List<EventResult> merged(
                List<EventResult> some, List<EventResult> others, int limit) {
            List<EventResult> merged = new ArrayList<>();
            int next = 0;
            for (EventResult each : some) {
                while (next < others.size() && others.get(next).index() < each.index()) {
                    merged.add(others.get(next++));
                }
                merged.add(each);
            }
            merged.addAll(others.subList(next, others.size()));
            return merged.size() <= limit ? merged : merged.subList(0, limit);
        }
    }

    /** Kinds of refusal, by what the sender has to change. */
    enum Refusal {
        /** The body or stm is malformed. */
        MALFORMED,
        /** There is no such project. */
        UNKNOWN_PROJECT,
        /** The project takes no uploads. */
        SWITCHED_OFF,
        /** More came than the project's quota allows. */
        OVER_QUOTA,
        /** The body or the number of events is over a limit. */
        TOO_LARGE,
        /** A codec that this server does not know. */
        UNKNOWN_CODEC
    }
}
