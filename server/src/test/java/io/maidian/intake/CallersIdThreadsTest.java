package io.maidian.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.catalog.CatalogSnapshot;
import io.maidian.catalog.Project;
import io.maidian.catalog.ProjectSettings;
import io.maidian.disk.Disk;
import io.maidian.disk.FileDisk;
import io.maidian.event.Event;
import io.maidian.ids.IdKey;
import io.maidian.ids.IdUpkeep;
import io.maidian.ids.KnownIdsOptions;
import io.maidian.intake.UploadRequest.Codecs;
import io.maidian.log.LogGroup;
import io.maidian.log.LogPosition;
import io.maidian.log.LogReader;
import io.maidian.log.UploadRecords;
import io.maidian.log.segment.SegmentLog;
import io.maidian.log.segment.SegmentLogOptions;
import io.maidian.ops.Clock;
import io.maidian.ops.Health;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many threads bring the same ids while files of them are made and merged: each is stored once. */
class CallersIdThreadsTest {
    private static final String AI = "91d3b3a5c0e6f0ab";
    private static final int THREADS = 8;
    private static final int IDS = 1_000;
    private static final int UPLOADS = 400;
    private static final int MOST_ROUNDS = 100;

    /** A file for every 100 ids. */
    private static final KnownIdsOptions OPTIONS =
            new KnownIdsOptions(Duration.ofDays(7), 1 << 20, 100, 100_000, 1 << 20, 1 << 20);

    @TempDir Path folder;

    @Test
    void eachIdIsStoredOnceWhoeverBringsIt() throws Exception {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        Health health = new Health();
        Disk disk = new FileDisk();
        try (SegmentLog log =
                        SegmentLog.open(
                                new SegmentLog.Place(
                                        disk, folder.resolve("log"), LogPosition.START),
                                SegmentLogOptions.DEFAULTS,
                                health.part("log"),
                                meters);
                IdUpkeep upkeep =
                        IdUpkeep.open(
                                new IdUpkeep.Place(disk, folder.resolve("ids"), new IdKey(1, 2)),
                                log,
                                Clock.SYSTEM,
                                OPTIONS,
                                new IdUpkeep.Watch(health.part("ids"), meters, System::nanoTime))) {
            Intake intake =
                    new Intake(
                            () -> new CatalogSnapshot(Map.of(AI, project())),
                            log,
                            Clock.SYSTEM,
                            IntakeLimits.DEFAULTS,
                            new Intake.Known(
                                    new Retries(
                                            new RetryKey(1, 2), 1 << 20, meters, System::nanoTime),
                                    upkeep.ids()),
                            new LargeUploads(
                                    new SameThread(),
                                    new UploadMemory(64 << 20, meters),
                                    System::nanoTime,
                                    1 << 20),
                            meters);
            int accepted = 0;
            // Until ids were looked for in files: those are made beside the uploads, in their time.
            for (int round = 0; !searched(meters) && round < MOST_ROUNDS; round++) {
                accepted += round(intake, round);
            }
            assertThat(accepted).isEqualTo(stored(log));
            assertThat(meters.get("maidian.ids.files").gauge().value()).isPositive();
            assertThat(meters.get("maidian.ids.claims").gauge().value()).isZero();
            assertThat(meters.get("maidian.ids.searches").counter().count()).isPositive();
        }
    }

    private static boolean searched(SimpleMeterRegistry meters) {
        return meters.get("maidian.ids.searches").counter().count() > 0;
    }

    /** What all threads bring in one round, of the ids after those of the round before. */
    private static int round(Intake intake, int round) throws Exception {
        List<Future<Integer>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            for (int i = 0; i < THREADS; i++) {
                long seed = (long) round * THREADS + i;
                all.add(threads.submit(() -> uploads(intake, seed, round * IDS)));
            }
        }
        int accepted = 0;
        for (Future<Integer> each : all) {
            accepted += each.get();
        }
        return accepted;
    }

    private static CatalogSnapshot.Entry project() {
        return new CatalogSnapshot.Entry(
                new Project(AI, "shop", ZoneId.of("UTC"), 0), ProjectSettings.DEFAULTS);
    }

    /** Ids near each other in time, so that the threads meet, and any that came before. */
    private static int uploads(Intake intake, long seed, int before) throws Exception {
        Random random = new Random(seed);
        int accepted = 0;
        for (int i = 0; i < UPLOADS; i++) {
            List<String> events = new ArrayList<>();
            int newest = before + 1 + i * (IDS - 1) / UPLOADS;
            for (int left = 1 + random.nextInt(4); left > 0; left--) {
                int id =
                        random.nextInt(3) == 0
                                ? random.nextInt(newest)
                                : newest - random.nextInt(Math.min(newest, 4));
                events.add(
                        "{\"t\":\"cstm\",\"cs1\":\"u\",\"tm\":1434556935000,\"n\":\"e\",\"id\":\"x"
                                + id
                                + "\"}");
            }
            byte[] body = ("[" + String.join(",", events) + "]").getBytes(StandardCharsets.UTF_8);
            CompletableFuture<UploadOutcome> told = new CompletableFuture<>();
            intake.upload(
                    new UploadRequest(AI, null, Codecs.NONE, ByteBuffer.wrap(body)),
                    told::complete);
            UploadOutcome.Stored stored = (UploadOutcome.Stored) told.get(60, TimeUnit.SECONDS);
            assertThat(stored.accepted() + stored.duplicate()).isEqualTo(events.size());
            accepted += stored.accepted();
        }
        return accepted;
    }

    private static int stored(SegmentLog log) throws Exception {
        Set<String> ids = new HashSet<>();
        int events = 0;
        try (LogReader reader = log.read(log.start())) {
            for (LogGroup group = reader.next(); group != null; group = reader.next()) {
                for (Event event : UploadRecords.decode(List.of(group)).events()) {
                    events++;
                    assertThat(ids.add(String.valueOf(event.id()))).isTrue();
                }
            }
        }
        return events;
    }
}
