package io.maidian.quarantine;

import io.maidian.catalog.Catalog;
import io.maidian.catalog.DroppedEvents;
import io.maidian.ids.KnownIds;
import io.maidian.intake.EventTrial;
import io.maidian.live.LiveFeed;
import io.maidian.log.EventLog;
import io.maidian.ops.Clock;
import io.maidian.query.QueryEngine;
import io.maidian.store.EventStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;

/**
 * The parts of the quarantine over one log and its store. Closing ends what runs in the background.
 */
public record QuarantineParts(Quarantine quarantine, BulkRuns runs, Forgetting forgetting)
        implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /**
     * What it works on.
     *
     * @param engine over the store
     * @param feed tells how far the store has come
     */
    public record Base(
            EventLog log, EventStore store, QueryEngine engine, LiveFeed feed, KnownIds ids) {}

    /** Puts the parts together and starts forgetting. */
    public static QuarantineParts open(
            Base base, EventTrial trial, Catalog catalog, Clock clock, MeterRegistry meters) {
        QuarantineMetrics metrics = new QuarantineMetrics(meters);
        ReplayedIds ids = new ReplayedIds(base.ids(), clock, PATIENCE);
        DecisionLog.Followed followed =
                new DecisionLog.Followed(base.log(), base.store()::position, base.feed());
        DecisionLog decisions = new DecisionLog(followed, ids, clock, PATIENCE);
        Quarantine quarantine =
                new Quarantine(
                        base.engine(),
                        trial,
                        decisions,
                        ids,
                        metrics,
                        ai -> DroppedEvents.before(catalog, ai, clock.millis()));
        Forgetting forgetting = new Forgetting(catalog, base.store(), clock, metrics);
        forgetting.start();
        return new QuarantineParts(quarantine, new BulkRuns(quarantine), forgetting);
    }

    @Override
    public void close() {
        runs.close();
        forgetting.close();
    }
}
