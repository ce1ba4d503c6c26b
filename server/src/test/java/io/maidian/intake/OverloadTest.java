package io.maidian.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.catalog.CatalogSnapshot;
import io.maidian.catalog.Project;
import io.maidian.catalog.ProjectSettings;
import io.maidian.catalog.TrackingPlan;
import io.maidian.disk.DiskFile;
import io.maidian.disk.FileDisk;
import io.maidian.disk.ForwardingDisk;
import io.maidian.disk.ForwardingDiskFile;
import io.maidian.ids.TestIds;
import io.maidian.intake.UploadRequest.Codecs;
import io.maidian.log.LogGroup;
import io.maidian.log.LogPosition;
import io.maidian.log.LogReader;
import io.maidian.log.Receipt;
import io.maidian.log.UploadRecords;
import io.maidian.log.segment.SegmentLog;
import io.maidian.log.segment.SegmentLogOptions;
import io.maidian.ops.Clock;
import io.maidian.ops.Health;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uploads over a disk that stands still for a while. */
class OverloadTest {
    private static final String AI = "91d3b3a5c0e6f0ab";
    private static final int QUEUE_BYTES = 256 << 10;
    private static final SegmentLogOptions OPTIONS =
            new SegmentLogOptions(1 << 20, 64 << 10, QUEUE_BYTES, 0, 0, Duration.ofHours(1));

    @TempDir Path folder;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private volatile CountDownLatch standing = new CountDownLatch(0);
    private SegmentLog log;
    private Intake intake;

    /** Whose forces wait while it stands. */
    private final class StandingDisk extends ForwardingDisk {
        StandingDisk() {
            super(new FileDisk());
        }

        @Override
        public DiskFile open(Path file) throws IOException {
            return new ForwardingDiskFile(super.open(file)) {
                @Override
                public void force() throws IOException {
                    try {
                        standing.await();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                    super.force();
                }
            };
        }
    }

    @BeforeEach
    void open() throws IOException {
        log =
                SegmentLog.open(
                        new SegmentLog.Place(
                                new StandingDisk(), folder.resolve("log"), LogPosition.START),
                        OPTIONS,
                        new Health().part("log"),
                        meters);
        Project project = new Project(AI, "shop", ZoneId.of("Asia/Shanghai"), 0);
        CatalogSnapshot snapshot =
                new CatalogSnapshot(
                        Map.of(
                                AI,
                                new CatalogSnapshot.Entry(
                                        project, ProjectSettings.DEFAULTS, TrackingPlan.EMPTY)));
        intake =
                new Intake(
                        () -> snapshot,
                        log,
                        Clock.SYSTEM,
                        IntakeLimits.DEFAULTS,
                        new Intake.Known(
                                new Retries(
                                        new RetryKey(1, 2),
                                        Retries.LIMIT_BYTES,
                                        meters,
                                        System::nanoTime),
                                TestIds.open(log, Clock.SYSTEM).ids()),
                        new LargeUploads(
                                new SameThread(),
                                new UploadMemory(128 << 20, meters),
                                System::nanoTime,
                                32 << 20),
                        meters);
    }

    @Test
    void uploadsAreRefusedAtOnceWhileTheDiskStandsAndTakenAgainByThemselves() throws Exception {
        standing = new CountDownLatch(1);
        List<CompletableFuture<UploadOutcome>> uploads = new ArrayList<>();
        int refused = 0;
        for (int i = 0; i < 2_000; i++) {
            CompletableFuture<UploadOutcome> upload = upload(i);
            uploads.add(upload);
            if (upload.isDone()) {
                assertThat(upload.get())
                        .isEqualTo(new UploadOutcome.Unavailable(Receipt.Cause.QUEUE_FULL));
                refused++;
            }
            assertThat(meters.get("maidian.log.queue").gauge().value())
                    .isLessThanOrEqualTo(QUEUE_BYTES);
        }
        assertThat(refused).isBetween(1_000, 1_999);

        standing.countDown();
        int stored = stored(uploads);
        assertThat(stored).isEqualTo(2_000 - refused);
        assertThat(stored(List.of(upload(2_000)))).isEqualTo(1);
        log.close();
        assertThat(meters.get("maidian.log.queue").gauge().value()).isZero();
        assertThat(eventsInLog()).isEqualTo(stored + 1);
    }

    @Test
    void aStopStoresWhatWasTaken() throws Exception {
        standing = new CountDownLatch(1);
        List<CompletableFuture<UploadOutcome>> uploads = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            uploads.add(upload(i));
        }
        Thread stopping = Thread.ofPlatform().start(this::close);
        standing.countDown();
        stopping.join();
        assertThat(stored(uploads)).isEqualTo(50);
        assertThat(upload(50).get()).isEqualTo(new UploadOutcome.Unavailable(Receipt.Cause.CLOSED));
        assertThat(eventsInLog()).isEqualTo(50);
    }

    private void close() {
        try {
            log.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static int stored(List<CompletableFuture<UploadOutcome>> uploads) throws Exception {
        int stored = 0;
        for (CompletableFuture<UploadOutcome> upload : uploads) {
            if (upload.get(30, TimeUnit.SECONDS) instanceof UploadOutcome.Stored) {
                stored++;
            }
        }
        return stored;
    }

    private int eventsInLog() throws IOException {
        int events = 0;
        try (LogReader reader = log.read(log.start())) {
            for (LogGroup group = reader.next(); group != null; group = reader.next()) {
                events += UploadRecords.decode(List.of(group)).events().size();
            }
        }
        return events;
    }

    private CompletableFuture<UploadOutcome> upload(int number) {
        String body =
                "[{\"n\":\"a\",\"cs1\":\"u%d\",\"t\":\"cstm\",\"tm\":1795431440000,\"var\":{\"v\":\"%s\"}}]"
                        .formatted(number, "x".repeat(200));
        CompletableFuture<UploadOutcome> outcome = new CompletableFuture<>();
        intake.upload(
                new UploadRequest(
                        AI,
                        null,
                        Codecs.NONE,
                        ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8))),
                outcome::complete);
        return outcome;
    }
}
