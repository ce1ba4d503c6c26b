package io.maidian.log.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maidian.disk.Disk;
import io.maidian.disk.DiskFile;
import io.maidian.disk.FileDisk;
import io.maidian.disk.ForwardingDisk;
import io.maidian.disk.ForwardingDiskFile;
import io.maidian.log.EventLog;
import io.maidian.log.EventLogContract;
import io.maidian.log.LogBatch;
import io.maidian.log.LogPosition;
import io.maidian.log.Receipt;
import io.maidian.ops.Health;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract on a real disk, with segments so small that everything rolls. */
class SegmentLogTest extends EventLogContract {
    private static final SegmentLogOptions OPTIONS =
            new SegmentLogOptions(4_096, 1 << 20, 64 << 20, 4_096, 0, Duration.ofHours(1));

    @TempDir Path folder;

    private final Health health = new Health();
    private SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private EventLog open(Disk disk, SegmentLogOptions options) throws IOException {
        meters = new SimpleMeterRegistry();
        return SegmentLog.open(
                new SegmentLog.Place(disk, folder.resolve("log"), LogPosition.START),
                options,
                health.part("log"),
                meters);
    }

    @Override
    protected EventLog open() throws IOException {
        return open(new FileDisk(), OPTIONS);
    }

    @Override
    protected EventLog openStalled(long queueLimitBytes, CountDownLatch release)
            throws IOException {
        Disk stalled =
                new ForwardingDisk(new FileDisk()) {
                    @Override
                    public long usableBytes(Path folder) throws IOException {
                        try {
                            release.await();
                        } catch (InterruptedException e) {
                            throw new IOException(e);
                        }
                        return super.usableBytes(folder);
                    }
                };
        return open(
                stalled,
                new SegmentLogOptions(4_096, 65_536, queueLimitBytes, 0, 0, Duration.ofHours(1)));
    }

    @Test
    void segmentsRollBySizeAndAreNamedByTheirStart() throws IOException {
        try (EventLog log = open()) {
            for (int i = 0; i < 20; i++) {
                append(log, "x".repeat(1_000)).join();
            }
            assertThat(LogFiles.segments(folder.resolve("log")))
                    .hasSize(7)
                    .first()
                    .hasToString(folder.resolve("log/00000000000000000000.log").toString());
            assertThat(readAll(log, log.start())).hasSize(20);
        }
    }

    @Test
    void whatIsDurableIsCounted() throws IOException {
        try (EventLog log = open()) {
            append(log, "a").join();
            append(log, "b").join();
        }
        assertThat(meters.counter("maidian.log.entries").count()).isEqualTo(2);
        assertThat(meters.counter("maidian.log.groups").count()).isEqualTo(2);
        assertThat(meters.timer("maidian.log.force").count()).isEqualTo(2);
        assertThat(meters.get("maidian.log.written").counter().count()).isEqualTo(2 * 42);
        assertThat(meters.get("maidian.log.queue").gauge().value()).isZero();
    }

    @Test
    void appendsAreRefusedWhileThereIsLittleRoomAndTakenAgainAfterwards() throws IOException {
        AtomicLong usable = new AtomicLong(999);
        AtomicLong nanos = new AtomicLong();
        Disk disk =
                new ForwardingDisk(new FileDisk()) {
                    @Override
                    public long usableBytes(Path folder) {
                        return usable.get();
                    }
                };
        SegmentLogOptions options =
                new SegmentLogOptions(4_096, 4_096, 4_096, 0, 1_000, Duration.ofHours(1));
        Health.Part part = health.part("log");
        LogWriter.Watch watch = new LogWriter.Watch(part, meters, nanos::get);
        try (SegmentLog log =
                SegmentLog.openStepwise(
                        new SegmentLog.Place(disk, folder.resolve("log"), LogPosition.START),
                        options,
                        watch)) {
            Receipt full = new Receipt.Unavailable(Receipt.Cause.NO_SPACE);
            CompletableFuture<Receipt> queued = append(log, "x");
            assertThat(log.step()).isFalse();
            assertThat(queued.join()).isEqualTo(full);
            assertThat(append(log, "x").join()).isEqualTo(full);
            assertThat(part.status().ready()).isFalse();
            assertThat(part.status().message()).contains("free some");

            usable.set(1_000);
            assertThat(log.step()).isFalse();
            assertThat(append(log, "x").join()).isEqualTo(full);
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            assertThat(log.step()).isFalse();
            assertThat(part.status().ready()).isTrue();
            CompletableFuture<Receipt> again = append(log, "x");
            assertThat(log.step()).isTrue();
            assertThat(again.join()).isInstanceOf(Receipt.Durable.class);
        }
    }

    @Test
    void aFailedForceIsFinalAndTellsTheOperator() throws IOException {
        AtomicBoolean fails = new AtomicBoolean();
        Disk disk = new FailingForces(fails);
        try (EventLog log = open(disk, OPTIONS)) {
            append(log, "before").join();
            LogPosition end = log.end();
            fails.set(true);
            assertThat(append(log, "x").join()).isEqualTo(new Receipt.Unknown());
            fails.set(false);
            Receipt failed = new Receipt.Unavailable(Receipt.Cause.FAILED);
            assertThat(append(log, "y").join()).isEqualTo(failed);
            assertThat(log.end()).isEqualTo(end);
            assertThat(readAll(log, log.start())).hasSize(1);
            assertThat(health.part("log").status().ready()).isFalse();
            assertThat(health.part("log").status().message())
                    .contains(folder.toString(), "check the disk, then restart");
        }
        try (EventLog log = open()) {
            assertThat(health.part("log").status().ready()).isTrue();
            assertThat(append(log, "after the restart").join()).isInstanceOf(Receipt.Durable.class);
            assertThat(readAll(log, log.start())).hasSize(2);
        }
    }

    @Test
    void aGroupHasNoMoreEntriesThanARequestIdCanCount() throws IOException {
        int entries = 70_000;
        LogWriter.Watch watch = new LogWriter.Watch(health.part("log"), meters, System::nanoTime);
        Path log = folder.resolve("log");
        try (SegmentLog many =
                SegmentLog.openStepwise(
                        new SegmentLog.Place(new FileDisk(), log, LogPosition.START),
                        SegmentLogOptions.DEFAULTS,
                        watch)) {
            for (int i = 0; i < entries; i++) {
                many.append(entry(""), _ -> {});
            }
            assertThat(many.step()).isTrue();
            assertThat(many.step()).isTrue();
            assertThat(many.step()).isFalse();
            List<Found> found = readAll(many, many.start());
            assertThat(found).hasSize(entries);
            assertThat(found.get(65_535).place().ordinal()).isEqualTo(65_535);
            assertThat(found.get(65_536).place().ordinal()).isZero();
        }
    }

    @Test
    void aBatchWithoutRecordsIsABug() throws IOException {
        try (EventLog log = open()) {
            assertThatThrownBy(() -> log.append(new LogBatch(0), _ -> {}))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    /** A disk whose forces fail while told so. */
    private static final class FailingForces extends ForwardingDisk {
        private final AtomicBoolean fails;

        FailingForces(AtomicBoolean fails) {
            super(new FileDisk());
            this.fails = fails;
        }

        @Override
        public DiskFile open(Path file) throws IOException {
            return new ForwardingDiskFile(super.open(file)) {
                @Override
                public void force() throws IOException {
                    if (fails.get()) {
                        throw new IOException("simulated");
                    }
                    super.force();
                }
            };
        }
    }
}
