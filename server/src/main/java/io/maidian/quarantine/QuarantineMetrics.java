package io.maidian.quarantine;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Counts what was decided about rejected events. Safe for any thread. */
final class QuarantineMetrics {
    private final Map<Quarantine.Action, Counter> done = new EnumMap<>(Quarantine.Action.class);
    private final Counter failed;
    private final Counter forgotten;

    QuarantineMetrics(MeterRegistry meters) {
        for (Quarantine.Action action : Quarantine.Action.values()) {
            done.put(
                    action,
                    Counter.builder("maidian.quarantine.changes")
                            .description("Rejected events that were replayed, discarded, restored")
                            .tag("action", action.name().toLowerCase(Locale.ROOT))
                            .register(meters));
        }
        failed =
                Counter.builder("maidian.quarantine.failed")
                        .description("Mended events that still broke a rule")
                        .register(meters);
        forgotten =
                Counter.builder("maidian.quarantine.forgotten")
                        .description(
                                "Rows dropped at the end of their retention: rejected events, further parts of long texts, refused uploads")
                        .register(meters);
    }

    void count(Quarantine.Action action, int changed, int stayed) {
        Counter counter = done.get(action);
        if (counter != null) {
            counter.increment(changed);
        }
        failed.increment(stayed);
    }

    void forgot(int events) {
        forgotten.increment(events);
    }
}
