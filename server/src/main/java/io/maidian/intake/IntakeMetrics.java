package io.maidian.intake;

import io.maidian.event.Finding;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts what became of uploads and events. Safe for any thread. */
final class IntakeMetrics {
    private static final List<String> UPLOADS =
            List.of(
                    "stored",
                    "duplicate",
                    "refused",
                    "dry_run",
                    "unavailable",
                    "busy",
                    "failed",
                    "unknown");

    private final Map<String, Counter> uploads = new HashMap<>();
    private final Map<String, Counter> findings = new HashMap<>();
    private final Map<Fate, Counter> events = new EnumMap<>(Fate.class);

    /** What becomes of an event. */
    private enum Fate {
        ACCEPTED("accepted"),
        WARNED("warned"),
        REJECTED("rejected"),
        DISCARDED("discarded"),
        DUPLICATE("duplicate");

        private final String label;

        Fate(String label) {
            this.label = label;
        }
    }

    IntakeMetrics(MeterRegistry registry) {
        for (String outcome : UPLOADS) {
            uploads.put(
                    outcome,
                    Counter.builder("maidian.uploads")
                            .description("Uploads by what became of them")
                            .tag("outcome", outcome)
                            .register(registry));
        }
        for (Fate fate : Fate.values()) {
            events.put(
                    fate,
                    Counter.builder("maidian.events")
                            .description(
                                    "Events by what became of them: durable, but for duplicates")
                            .tag("outcome", fate.label)
                            .register(registry));
        }
        for (Rule rule : Rule.all()) {
            findings.put(
                    rule.code(),
                    Counter.builder("maidian.findings")
                            .description("What rules found in uploads")
                            .tag("code", rule.code())
                            .register(registry));
        }
    }

    /** Counts an upload; its events only where they are durable. */
    void count(UploadOutcome outcome) {
        switch (outcome) {
            case UploadOutcome.Stored stored -> {
                increment(uploads, "stored", 1);
                increment(events, Fate.ACCEPTED, stored.accepted() - stored.warned());
                increment(events, Fate.WARNED, stored.warned());
                increment(events, Fate.REJECTED, stored.rejected() - stored.discarded());
                increment(events, Fate.DISCARDED, stored.discarded());
                increment(events, Fate.DUPLICATE, stored.duplicate());
            }
            case UploadOutcome.Refused refused -> {
                increment(uploads, "refused", 1);
                count(refused.finding());
            }
            case UploadOutcome.NotStored judged ->
                    increment(uploads, judged.dryRun() ? "dry_run" : "refused", 1);
            case UploadOutcome.Unavailable _ -> increment(uploads, "unavailable", 1);
            case UploadOutcome.Busy _ -> increment(uploads, "busy", 1);
            case UploadOutcome.Failed _ -> increment(uploads, "failed", 1);
            case UploadOutcome.Unknown _ -> increment(uploads, "unknown", 1);
        }
    }

    /** Counts an upload that came again and is answered as the first one. */
    void countAgain(UploadOutcome outcome) {
        if (outcome instanceof UploadOutcome.Stored stored) {
            increment(uploads, "duplicate", 1);
            increment(events, Fate.DUPLICATE, stored.duplicate());
        } else {
            count(outcome);
        }
    }

    /** Counts what a rule found. */
    void count(Finding finding) {
        increment(findings, finding.code(), 1);
    }

    private static <K> void increment(Map<K, Counter> counters, K key, int count) {
        Counter counter = counters.get(key);
        if (counter != null && count > 0) {
            counter.increment(count);
        }
    }
}
