package io.maidian.log.segment;

import io.maidian.disk.Disk;
import io.maidian.log.EventLog;
import io.maidian.log.LogPosition;
import io.maidian.ops.Health;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** A log in small files that writes one group when it is told to. For one thread. */
public final class StepwiseLog {
    private static final SegmentLogOptions OPTIONS =
            new SegmentLogOptions(3_000, 1_500, 1_000_000, 1_000, 0, Duration.ofHours(1));

    private final SegmentLog log;

    private StepwiseLog(SegmentLog log) {
        this.log = log;
    }

    public static StepwiseLog open(Disk disk, Path folder) throws IOException {
        LogWriter.Watch watch =
                new LogWriter.Watch(
                        new Health().part("log"), new SimpleMeterRegistry(), System::nanoTime);
        return new StepwiseLog(
                SegmentLog.openStepwise(
                        new SegmentLog.Place(disk, folder, LogPosition.START), OPTIONS, watch));
    }

    public EventLog log() {
        return log;
    }

    /** Writes a group of what waits; false where nothing does. */
    public boolean step() {
        return log.step();
    }
}
