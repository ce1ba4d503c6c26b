package io.maidian.log.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.disk.Disk;
import io.maidian.disk.FileDisk;
import io.maidian.disk.ForwardingDisk;
import io.maidian.log.EventLog;
import io.maidian.log.EventLogContract;
import io.maidian.log.Receipt;
import io.maidian.ops.Health;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract on a real disk, with segments so small that everything rolls. */
class SegmentLogTest extends EventLogContract {
    private static final SegmentLogOptions OPTIONS =
            new SegmentLogOptions(4_096, 1 << 20, 64 << 20, 0);

    @TempDir Path folder;

    private final Health health = new Health();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private EventLog open(Disk disk, SegmentLogOptions options) throws IOException {
        return SegmentLog.open(disk, folder.resolve("log"), options, health.part("log"), meters);
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
        return open(stalled, new SegmentLogOptions(4_096, 65_536, queueLimitBytes, 0));
    }

    @Test
    void segmentsRollBySizeAndAreNamedByTheirStart() throws IOException {
        try (EventLog log = open()) {
            for (int i = 0; i < 20; i++) {
                append(log, "x".repeat(1_000)).join();
            }
            assertThat(new FileDisk().list(folder.resolve("log")))
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
        SegmentLogOptions options = new SegmentLogOptions(4_096, 4_096, 4_096, 1_000);
        Health.Part part = health.part("log");
        LogWriter.Watch watch = new LogWriter.Watch(part, meters, nanos::get);
        try (SegmentLog log =
                SegmentLog.openStepwise(disk, folder.resolve("log"), options, watch)) {
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
}
