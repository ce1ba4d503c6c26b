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

    private TestIds(IdUpkeep upkeep) {
        this.upkeep = upkeep;
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
        return new TestIds(
                IdUpkeep.openStepwise(
                        new IdUpkeep.Place(where.disk(), FOLDER, KEY),
                        log,
                        clock,
                        where.options(),
                        new IdUpkeep.Watch(new Health().part("ids"), meters),
                        where.readers()));
    }

    public KnownIds ids() {
        return upkeep.ids();
    }

    public void flush() throws IOException {
        upkeep.flush();
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
