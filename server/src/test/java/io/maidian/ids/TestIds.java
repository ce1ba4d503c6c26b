package io.maidian.ids;

import io.maidian.disk.Disk;
import io.maidian.disk.SimulatedDisk;
import io.maidian.log.EventLog;
import io.maidian.ops.Clock;
import io.maidian.ops.Health;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executor;

/** Known ids whose upkeep is done when the test says so. For one thread. */
public final class TestIds {
    /** A file for every group, so that a test sees many. */
    public static final KnownIdsOptions SMALL =
            new KnownIdsOptions(Duration.ofDays(7), 4_000, 1, 1_000, 1, 100_000);

    static final Path FOLDER = Path.of("/data/ids");
    static final IdKey KEY = new IdKey(3, 4);

    private final IdUpkeep upkeep;
    private final Health.Part health;

    private TestIds(IdUpkeep upkeep, Health.Part health) {
        this.upkeep = upkeep;
        this.health = health;
    }

    /** Over a disk of its own. */
    public static TestIds open(EventLog log, Clock clock) throws IOException {
        Where where = new Where(new SimulatedDisk(1), KnownIdsOptions.DEFAULTS, Runnable::run);
        return open(where, log, clock, new SimpleMeterRegistry());
    }

    /** Where and how they are kept. */
    public record Where(Disk disk, KnownIdsOptions options, Executor readers) {}

    public static TestIds open(Where where, EventLog log, Clock clock, MeterRegistry meters)
            throws IOException {
        Health.Part health = new Health().part("ids");
        return new TestIds(
                IdUpkeep.openStepwise(
                        new IdUpkeep.Place(where.disk(), FOLDER, KEY),
                        log,
                        clock,
                        where.options(),
                        new IdUpkeep.Watch(health, meters, () -> clock.millis() * 1_000_000),
                        where.readers()),
                health);
    }

    public KnownIds ids() {
        return upkeep.ids();
    }

    public void flush() throws IOException {
        upkeep.flush();
    }

    /** One turn of each of its threads, which tell what fails and go on. */
    public void turn() {
        boolean _ = upkeep.mergeOrTell();
        long _ = upkeep.flushOrTell();
    }

    /** What its part of the health says. */
    public String health() {
        return health.status().message();
    }

    /** Merges until there is nothing to merge. */
    public void merge() throws IOException {
        while (upkeep.merge()) {
            upkeep.flush();
        }
    }

    public void close() throws IOException {
        upkeep.close();
    }
}
