package io.maidian.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.catalog.CatalogSnapshot;
import io.maidian.catalog.Project;
import io.maidian.catalog.ProjectSettings;
import io.maidian.disk.SimulatedDisk;
import io.maidian.event.Event;
import io.maidian.ids.KnownIdsOptions;
import io.maidian.ids.TestIds;
import io.maidian.intake.UploadRequest.Codecs;
import io.maidian.log.LogGroup;
import io.maidian.log.LogReader;
import io.maidian.log.UploadRecords;
import io.maidian.log.segment.StepwiseLog;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * Uploads with few ids over a simulated disk, and what must hold of them: the log holds each id
 * once within the window, and every id of an upload that was answered as stored.
 */
final class IdLife {
    private static final Path LOG = Path.of("/data/log");
    private static final String AI = "91d3b3a5c0e6f0ab";
    private static final long WINDOW_SECONDS = 10_000;
    private static final int IDS = 14;
    private static final Map<String, CatalogSnapshot.Entry> PROJECTS =
            Map.of(
                    AI,
                    new CatalogSnapshot.Entry(
                            new Project(AI, "shop", ZoneId.of("UTC"), 0),
                            ProjectSettings.DEFAULTS));

    /** Ids of an upload that was answered as stored. */
    private record Told(long receivedMillis, List<String> ids) {}

    private final SimulatedDisk disk;
    private final Random random;
    private final boolean faulty;
    private final KnownIdsOptions options;
    private final List<Told> told = new ArrayList<>();
    private final Deque<Runnable> readers = new ArrayDeque<>();
    private final Set<String> outcomes = new TreeSet<>();
    private long now = 1_700_000_000_000L;
    private StepwiseLog log;
    private TestIds ids;
    private Intake intake;
    private SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private int files;
    private int underWay;

    IdLife(SimulatedDisk disk, long seed, boolean faulty) throws IOException {
        this.disk = disk;
        this.faulty = faulty;
        random = new Random(~seed);
        options =
                new KnownIdsOptions(
                        Duration.ofSeconds(WINDOW_SECONDS),
                        random.nextBoolean() ? 0 : random.nextInt(1_000),
                        1 + random.nextInt(6),
                        6 + random.nextInt(20),
                        random.nextInt(3_000),
                        random.nextInt(5) == 0 ? 3_000 : 1_000_000);
        start();
    }

    Set<String> outcomes() {
        return outcomes;
    }

    private void start() throws IOException {
        readers.clear();
        meters = new SimpleMeterRegistry();
        log = StepwiseLog.open(disk, LOG);
        ids =
                TestIds.open(
                        new TestIds.Where(disk, options, readers::add),
                        log.log(),
                        () -> now,
                        meters);
        intake =
                new Intake(
                        () -> new CatalogSnapshot(PROJECTS),
                        log.log(),
                        () -> now,
                        IntakeLimits.DEFAULTS,
                        new Intake.Known(
                                new Retries(
                                        new RetryKey(1, 2), 1 << 20, meters, () -> now * 1_000_000),
                                ids.ids()),
                        new LargeUploads(
                                new SameThread(),
                                new UploadMemory(64 << 20, meters),
                                () -> now,
                                1 << 20),
                        meters);
        files = 0;
        underWay = 0;
    }

    /** Starts the server, uses it, and stops it in good order, unless the machine stops before. */
    void run() throws IOException {
        disk.crashAfter(random.nextInt(160));
        try {
            start();
        } catch (IOException e) {
            if (!faulty) {
                throw e;
            }
            return;
        }
        for (int actions = random.nextInt(100); actions > 0; actions--) {
            act();
        }
        if (random.nextInt(3) == 0) {
            log.log().close();
            ids.close();
        }
    }

    private void act() {
        switch (random.nextInt(12)) {
            case 0, 1, 2, 3, 4 -> upload();
            case 5, 6 -> log.step();
            case 7, 8 -> read();
            case 9 -> maintain(ids::flush, "flush");
            case 10 -> maintain(ids::merge, "merge");
            default -> pass();
        }
    }

    /** A long time passes only where nothing is under way: an upload is answered within an hour. */
    private void pass() {
        boolean isLong = underWay == 0 && random.nextInt(6) == 0;
        now += random.nextInt(isLong ? 8_000_000 : 9_000);
    }

    private void read() {
        Runnable reader = readers.poll();
        if (reader != null) {
            reader.run();
        }
    }

    /** What works on the files. */
    private interface Maintenance {
        void run() throws IOException;
    }

    private void maintain(Maintenance work, String name) {
        try {
            work.run();
        } catch (IOException e) {
            assertThat(faulty).as("%s fails on a disk that does not: %s", name, e).isTrue();
            outcomes.add(name + " failed");
        }
        int before = files;
        files = (int) meters.get("maidian.ids.files").gauge().value();
        if (files < before) {
            outcomes.add("merged");
        }
        outcomes.add("files " + Math.min(files, 3));
    }

    private void upload() {
        long received = now;
        List<String> wanted = new ArrayList<>();
        List<String> events = new ArrayList<>();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            if (random.nextInt(6) == 0) {
                events.add("{\"t\":\"cstm\",\"cs1\":\"u\",\"tm\":1434556935000,\"n\":\"e\"}");
            } else {
                String id = "id-" + random.nextInt(IDS);
                wanted.add(id);
                events.add(event(id));
            }
        }
        byte[] body = ("[" + String.join(",", events) + "]").getBytes(StandardCharsets.UTF_8);
        boolean[] answered = {false};
        underWay++;
        intake.upload(
                new UploadRequest(AI, null, Codecs.NONE, ByteBuffer.wrap(body)),
                outcome -> {
                    answered[0] = true;
                    underWay--;
                    switch (outcome) {
                        case UploadOutcome.Stored stored -> {
                            told.add(new Told(received, wanted));
                            outcomes.add(stored.duplicate() > 0 ? "duplicate" : "accepted");
                        }
                        case UploadOutcome.Unavailable(var cause) -> outcomes.add(cause.name());
                        case UploadOutcome.Unknown() -> outcomes.add("Unknown");
                        case UploadOutcome.NotStored _,
                                UploadOutcome.Refused _,
                                UploadOutcome.Busy _,
                                UploadOutcome.Failed _ ->
                                throw new AssertionError(outcome);
                    }
                });
        if (!answered[0]) {
            outcomes.add("waits");
        }
    }

    void restart() {
        if (random.nextInt(4) == 0) {
            disk.restartAfterKill();
        } else {
            disk.restartAfterCrash();
            outcomes.add("crash");
        }
    }

    /** Starts once more, checks what the log holds, and that the server knows it. */
    void end() throws IOException {
        start();
        Map<String, Long> latest = check();
        for (int i = 0; i < IDS; i++) {
            String id = "id-" + i;
            boolean known = latest.containsKey(id) && now / 1_000 - latest.get(id) < WINDOW_SECONDS;
            UploadOutcome answer = uploadAlone(id);
            for (int tries = 0; tries < 3 && answer instanceof UploadOutcome.Unavailable; tries++) {
                // Too many in memory.
                ids.flush();
                answer = uploadAlone(id);
            }
            assertThat(answer).isInstanceOf(UploadOutcome.Stored.class);
            assertThat(((UploadOutcome.Stored) answer).duplicate()).as(id).isEqualTo(known ? 1 : 0);
        }
        check();
    }

    private UploadOutcome uploadAlone(String id) {
        List<UploadOutcome> answers = new ArrayList<>();
        byte[] body = event(id).getBytes(StandardCharsets.UTF_8);
        intake.upload(
                new UploadRequest(AI, null, Codecs.NONE, ByteBuffer.wrap(body)), answers::add);
        settle();
        return answers.getFirst();
    }

    private static String event(String id) {
        return "{\"t\":\"cstm\",\"cs1\":\"u\",\"tm\":1434556935000,\"n\":\"e\",\"id\":\""
                + id
                + "\"}";
    }

    private void settle() {
        boolean more = true;
        while (more) {
            more = log.step();
            if (!readers.isEmpty()) {
                read();
                more = true;
            }
        }
    }

    /** What the log holds; the second of the last acceptance of each id. */
    private Map<String, Long> check() throws IOException {
        Map<String, Long> latest = new HashMap<>();
        Map<String, List<Long>> all = new HashMap<>();
        try (LogReader reader = log.log().read(log.log().start())) {
            for (LogGroup group = reader.next(); group != null; group = reader.next()) {
                for (Event event : UploadRecords.decode(List.of(group)).events()) {
                    String id = event.id();
                    if (id == null) {
                        continue;
                    }
                    long second = event.upload().receivedMillis() / 1_000;
                    Long before = latest.put(id, second);
                    if (before != null) {
                        assertThat(second - before)
                                .as("%s is stored twice", id)
                                .isGreaterThanOrEqualTo(WINDOW_SECONDS);
                        outcomes.add("stored again");
                    }
                    all.computeIfAbsent(id, _ -> new ArrayList<>()).add(second);
                }
            }
        }
        for (Told each : told) {
            long second = each.receivedMillis() / 1_000;
            for (String id : each.ids()) {
                assertThat(all.getOrDefault(id, List.of()))
                        .as("%s was told as stored at %d", id, second)
                        .anyMatch(at -> second - at < WINDOW_SECONDS);
            }
        }
        return latest;
    }
}
