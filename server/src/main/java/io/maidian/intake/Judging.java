package io.maidian.intake;

import io.maidian.event.Finding;
import io.maidian.event.RejectedEvent;
import io.maidian.ids.KnownIds;
import io.maidian.intake.BodyDecoder.Decoded;
import io.maidian.intake.CapturedEvent.EventOutcome;
import io.maidian.intake.UploadOutcome.EventResult;
import io.maidian.log.EventRecord;
import io.maidian.log.RejectedRecord;
import io.maidian.log.UploadRecords;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The events of one upload on their way into its entry. For one thread. */
final class Judging implements Consumer<RawEvent> {
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
    private @Nullable IdentifiedEvents identified;

    /** What all uploads are judged by, and counted in. */
    record Rules(IntakeLimits limits, IntakeMetrics metrics, RejectedTexts texts, KnownIds ids) {}

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
                add(raw.index(), event);
                accepted++;
            }
            case Verdict.Warned(EventRecord event) -> {
                add(raw.index(), event);
                accepted++;
                warned++;
                if (event.id() == null) {
                    for (Finding warning : event.warnings()) {
                        tell(new EventResult(raw.index(), EventOutcome.WARNED, warning));
                    }
                }
            }
            case Verdict.Rejected(Finding reason) -> {
                entry.add(rejected(raw, reason));
                rejected++;
                discarded += isDiscarded(reason) ? 1 : 0;
                firstRejection = firstRejection == null ? reason : firstRejection;
                tell(new EventResult(raw.index(), EventOutcome.REJECTED, reason));
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

    private void add(int index, EventRecord event) {
        String id = event.id();
        if (id != null) {
            if (identified == null) {
                identified = new IdentifiedEvents(by.ids.hashes(origin.ai()));
            }
            identified.add(index, id, event, entry.batch().records());
        }
        entry.add(event);
    }

    private void tell(EventResult result) {
        if (!options.dryRun()) {
            by.metrics.count(result.finding());
        }
        if (results.size() < JudgedUpload.MAX_RESULTS) {
            results.add(result);
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

    /** Size of its entry in the log, in bytes. */
    int entryBytes() {
        return entry.batch().length();
    }

    /** What came of it, free of the events and the body. */
    JudgedUpload judged() {
        JudgedUpload.Sums sums =
                new JudgedUpload.Sums(
                        accepted, 0, rejected, warned, List.copyOf(results), truncated, discarded);
        return new JudgedUpload(
                entry, sums, identified, capture, options.dryRun() ? null : by.metrics);
    }
}
