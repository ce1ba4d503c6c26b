package io.maidian.quarantine;

import io.maidian.catalog.Catalog;
import io.maidian.catalog.CatalogSnapshot;
import io.maidian.event.RetentionCutoffs;
import io.maidian.ops.Clock;
import io.maidian.ops.ThreadPriority;
import io.maidian.store.EventStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drops rejected events from the store that are older than their project keeps them, in small steps
 * on a thread of its own that gives way to uploads. The log keeps them, and the counts stay.
 */
public final class Forgetting implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Forgetting.class);

    /** So few that what is uploaded meanwhile waits only some milliseconds for the store. */
    static final int STEP_EVENTS = 2_000;

    private static final Duration EVERY = Duration.ofMinutes(10);
    private static final int CLOSE_SECONDS = 10;
    private static final Duration BETWEEN_STEPS = Duration.ofMillis(200);

    private final Catalog catalog;
    private final EventStore store;
    private final Clock clock;
    private final QuarantineMetrics metrics;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("quarantine-forgetting").factory());

    Forgetting(Catalog catalog, EventStore store, Clock clock, QuarantineMetrics metrics) {
        this.catalog = catalog;
        this.store = store;
        this.clock = clock;
        this.metrics = metrics;
    }

    /** Begins. */
    void start() {
        schedule(EVERY.dividedBy(10));
    }

    private void schedule(Duration delay) {
        if (!thread.isShutdown()) {
            var _ = thread.schedule(this::run, delay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void run() {
        ThreadPriority.giveWay();
        boolean more = false;
        try {
            more = step();
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("old rejected events stay for now: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("a bug while dropping old rejected events", e);
        }
        schedule(more ? BETWEEN_STEPS : EVERY);
    }

    /** Drops a few of each project; whether there may be more. */
    boolean step() throws IOException {
        long now = clock.millis();
        Map<String, Long> due = new HashMap<>();
        for (CatalogSnapshot.Entry entry : catalog.snapshot().entries().values()) {
            Duration kept = entry.settings().quarantineRetention();
            due.put(entry.project().ai(), now - kept.toMillis());
        }
        catalog.raiseCutoffs(new RetentionCutoffs(Map.of(), due), now);
        // With what was dropped for good before, which a restored store has again.
        Map<String, Long> cutoffs = catalog.cutoffs().until(now).rejected();
        boolean more = false;
        for (Map.Entry<String, Long> project : cutoffs.entrySet()) {
            int dropped = store.forgetRejected(project.getKey(), project.getValue(), STEP_EVENTS);
            metrics.forgot(dropped);
            more |= dropped == STEP_EVENTS;
        }
        return more;
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            boolean _ = thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
