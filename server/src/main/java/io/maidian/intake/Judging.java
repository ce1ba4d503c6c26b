package io.maidian.intake;

import io.maidian.event.Finding;
import io.maidian.event.RejectedEvent;
import io.maidian.event.RequestId;
import io.maidian.intake.BodyDecoder.Decoded;
import io.maidian.intake.UploadOutcome.EventResult;
import io.maidian.log.EventRecord;
import io.maidian.log.LogBatch;
import io.maidian.log.RejectedRecord;
import io.maidian.log.UploadRecords;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The events of one upload on their way into its entry. For one thread. */
final class Judging implements Consumer<RawEvent> {
    /** Findings that one answer bears at most. */
    static final int MAX_RESULTS = 100;

    private final Rules by;
    private final Origin origin;
    private final UploadRequest.Options options;
    private final EventRules rules;
    private final UploadRecords.Entry entry;
    private final @Nullable Capture capture;
    private final List<EventResult> results = new ArrayList<>(0);
    private int accepted;
    private int rejected;
    private int discarded;
    private int warned;
    private boolean truncated;
    private @Nullable Finding firstRejection;

    /** What all uploads are judged by, and counted in. */
    record Rules(IntakeLimits limits, IntakeMetrics metrics, RejectedTexts texts) {}

    Judging(Rules by, Origin origin, Decoded body) {
        this.by = by;
        this.origin = origin;
        options = origin.request().options();
        capture = origin.request().capture();
        rules =
                new EventRules(
                        by.limits,
                        new EventTime(origin.receivedMillis(), origin.sentMillis()),
                        body.unpaired(),
                        PlanRules.of(origin.project().plan(), origin.settings().undeclared()));
        entry = origin.entry(body.length() + 128);
    }

    @Override
    public void accept(RawEvent raw) {
        Verdict verdict = rules.judge(raw);
        if (capture != null) {
            capture.judged(raw, verdict, by.limits.codePoints());
        }
        switch (verdict) {
            case Verdict.Accepted(EventRecord event) -> {
                entry.add(event);
                accepted++;
            }
            case Verdict.Warned(EventRecord event) -> {
                entry.add(event);
                accepted++;
                warned++;
                for (Finding warning : event.warnings()) {
                    tell(raw, false, warning);
                }
            }
            case Verdict.Rejected(Finding reason) -> {
                entry.add(rejected(raw, reason));
                rejected++;
                discarded += isDiscarded(reason) ? 1 : 0;
                firstRejection = firstRejection == null ? reason : firstRejection;
                tell(raw, true, reason);
            }
        }
    }

    /** Of a flood, and of what is discarded, only the reason and the key are kept. */
    private RejectedRecord rejected(RawEvent raw, Finding reason) {
        String key = raw.n.readable(by.limits.codePoints());
        if (isDiscarded(reason)) {
            return new RejectedRecord(reason, key, null, null);
        }
        ByteBuffer text = raw.text();
        boolean kept =
                options.dryRun()
                        || by.texts.take(
                                origin.request().ai(), text.remaining(), origin.receivedMillis());
        return kept
                ? new RejectedRecord(reason, key, raw.cs1.readable(by.limits.codePoints()), text)
                : new RejectedRecord(reason, key, null, null);
    }

    private static boolean isDiscarded(Finding reason) {
        return reason.code().equals(RejectedEvent.DISCARDED);
    }

    private void tell(RawEvent raw, boolean isRejected, Finding finding) {
        if (!options.dryRun()) {
            by.metrics.count(finding);
        }
        if (results.size() < MAX_RESULTS) {
            results.add(new EventResult(raw.index(), isRejected, finding));
        } else {
            truncated = true;
        }
    }

    /** Its events. */
    int count() {
        return accepted + rejected;
    }

    /** Why the first rejected event was, or null if none is. */
    @Nullable Finding firstRejection() {
        return firstRejection;
    }

    /** The entry, as it is appended to the log. */
    LogBatch batch() {
        return entry.batch();
    }

    /** What came of it, free of the events. */
    Sums sums() {
        return new Sums(accepted, rejected, warned, List.copyOf(results), truncated, discarded);
    }

    /** The sums of an upload's answer. */
    record Sums(
            int accepted,
            int rejected,
            int warned,
            List<EventResult> results,
            boolean truncated,
            int discarded) {
        UploadOutcome.Stored stored(@Nullable RequestId id) {
            return new UploadOutcome.Stored(
                    id, accepted, 0, rejected, warned, results, truncated, discarded);
        }

        UploadOutcome.NotStored notStored(UploadRequest.Options options) {
            boolean refused = options.strict() && rejected > 0;
            return new UploadOutcome.NotStored(
                    options.dryRun(),
                    refused,
                    refused ? 0 : accepted,
                    refused ? accepted + rejected : rejected,
                    refused ? 0 : warned,
                    results,
                    truncated,
                    refused ? 0 : discarded);
        }
    }
}
