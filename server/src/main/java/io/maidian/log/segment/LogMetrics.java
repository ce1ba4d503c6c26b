package io.maidian.log.segment;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** What the log counts. Safe for any thread. */
final class LogMetrics {
    private final MeterRegistry registry;
    private final Timer forces;
    private final Counter groups;
    private final Counter entries;
    private final Counter bytes;

    LogMetrics(MeterRegistry registry) {
        this.registry = registry;
        forces =
                Timer.builder("maidian.log.force")
                        .description("Forces of the log to disk, and the time they took")
                        .register(registry);
        groups = counter("maidian.log.groups", "Groups made durable");
        entries = counter("maidian.log.entries", "Entries made durable");
        bytes =
                Counter.builder("maidian.log.written")
                        .description("Bytes made durable")
                        .baseUnit("bytes")
                        .register(registry);
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }

    void watch(AppendQueue queue) {
        Gauge.builder("maidian.log.queue", queue, AppendQueue::queuedBytes)
                .description("Bytes that wait for the log or are being written")
                .baseUnit("bytes")
                .register(registry);
    }

    void stored(GroupBuffer group, long forceNanos) {
        forces.record(forceNanos, TimeUnit.NANOSECONDS);
        groups.increment();
        entries.increment(group.entries());
        bytes.increment((double) group.length());
    }
}
