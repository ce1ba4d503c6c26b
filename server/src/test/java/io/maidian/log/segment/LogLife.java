package io.maidian.log.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.disk.SimulatedDisk;
import io.maidian.log.LogBatch;
import io.maidian.log.LogEntry;
import io.maidian.log.LogGroup;
import io.maidian.log.LogPosition;
import io.maidian.log.LogReader;
import io.maidian.log.Receipt;
import io.maidian.log.RecordKind;
import io.maidian.log.Retention;
import io.maidian.ops.Health;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a log under simulation was told, and must still know: entries that were acknowledged or once
 * read must be there, those whose fate was open may be, all others must not.
 */
final class LogLife {
    private static final Path FOLDER = Path.of("/data/log");
    private static final Duration AGE = Duration.ofSeconds(3);
    private static final SegmentLogOptions OPTIONS =
            new SegmentLogOptions(700, 400, 100_000, 1_000, 0, Duration.ofHours(1));

    /** An entry's place and text, as acknowledged and as found. */
    private record Known(Receipt.Durable place, String text) {}

    private final SimulatedDisk disk;
    private final Random random;
    private final boolean faulty;
    private final boolean fills;
    private final Set<String> outcomes = new TreeSet<>();
    private final Set<String> open = new HashSet<>();
    private List<Known> known = new ArrayList<>();
    private boolean recovering;
    private long settled;
    private int appended;
    private long nanos;

    LogLife(SimulatedDisk disk, long seed, boolean fails, boolean fills) {
        this.faulty = fails || fills;
        this.disk = disk;
        this.random = new Random(~seed);
        this.fills = fills;
    }

    Set<String> outcomes() {
        return outcomes;
    }

    /** Starts the log, uses it, and stops it in good order, unless the machine stops before. */
    void run() throws IOException {
        disk.crashAfter(random.nextInt(60));
        SegmentLog log;
        recovering = true;
        try {
            log = openLog();
        } catch (IOException e) {
            if (e instanceof DamagedLogException || !faulty) {
                throw e;
            }
            // A failing or full disk: the server does not start.
            disk.spaceBytes(1_000_000);
            return;
        }
        recovering = false;
        log.retain(
                new Retention(
                        AGE,
                        () -> new LogPosition(settled),
                        List.of(() -> new LogPosition(settled / 2)),
                        () -> nanos / 1_000_000));
        check(log);
        for (int actions = random.nextInt(40); actions > 0; actions--) {
            act(log);
        }
        if (random.nextInt(4) > 0) {
            log.close();
            append(log);
        }
    }

    private void act(SegmentLog log) {
        nanos += 500_000_000L;
        switch (random.nextInt(5)) {
            case 0, 1 -> append(log);
            case 2 -> log.step();
            case 3 -> {
                // What was durable a while ago may be compressed, and half of it dropped.
                log.tend();
                settled = Math.max(settled, random.nextLong(log.end().offset() + 1));
            }
            default -> {
                if (fills && random.nextInt(3) == 0) {
                    disk.spaceBytes(random.nextInt(1_000));
                }
            }
        }
    }

    void restart() {
        for (byte[] file : segments(disk.contents()).values()) {
            if (file.length > 1_000 && file[file.length - 1] == 0) {
                outcomes.add("zeros ahead");
            }
        }
        if (random.nextInt(4) == 0) {
            outcomes.add("kill");
            disk.restartAfterKill();
        } else {
            outcomes.add(recovering ? "crash in recovery" : "crash");
            disk.restartAfterCrash();
        }
    }

    /** Recovers twice and finds the same. */
    void end() throws IOException {
        SegmentLog log = openLog();
        check(log);
        log.close();
        Map<Path, byte[]> before = disk.contents();
        SegmentLog again = openLog();
        check(again);
        again.close();
        Map<Path, byte[]> after = disk.contents();
        assertThat(after.keySet()).isEqualTo(before.keySet());
        after.forEach((path, bytes) -> assertThat(bytes).isEqualTo(before.get(path)));
        if (segments(before).size() > 1) {
            outcomes.add("rolled");
        }
    }

    private SegmentLog openLog() throws IOException {
        long before = bytes();
        LogWriter.Watch watch =
                new LogWriter.Watch(
                        new Health().part("log"), new SimpleMeterRegistry(), () -> nanos);
        SegmentLog log =
                SegmentLog.openStepwise(
                        new SegmentLog.Place(disk, FOLDER, LogPosition.START), OPTIONS, watch);
        if (bytes() < before) {
            outcomes.add("cut");
        }
        Map<Path, byte[]> all = disk.contents();
        all.keySet().forEach(file -> outcomes.add(kind(file)));
        assertThat(outcomes).as("a crash is no damage").doesNotContain("damaged");
        return log;
    }

    private static String kind(Path file) {
        String name = file.toString();
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static Map<Path, byte[]> segments(Map<Path, byte[]> all) {
        Map<Path, byte[]> segments = new TreeMap<>(all);
        segments.keySet().removeIf(file -> !file.toString().endsWith(".log"));
        return segments;
    }

    private long bytes() {
        return segments(disk.contents()).values().stream().mapToLong(b -> b.length).sum();
    }

    private void append(SegmentLog log) {
        String text =
                appended + ":" + "x".repeat(random.nextInt(random.nextInt(4) == 0 ? 600 : 40));
        appended++;
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        LogBatch batch = new LogBatch(bytes.length);
        batch.add(RecordKind.EVENT, bytes, 0, bytes.length);
        open.add(text);
        log.append(batch, receipt -> told(text, receipt));
    }

    private void told(String text, Receipt receipt) {
        switch (receipt) {
            case Receipt.Durable place -> {
                outcomes.add("Durable");
                assertThat(open.remove(text)).as("told once: %s", text).isTrue();
                known.add(new Known(place, text));
            }
            case Receipt.Unavailable(Receipt.Cause cause) -> {
                outcomes.add(cause.name());
                assertThat(open.remove(text)).as("told once: %s", text).isTrue();
            }
            case Receipt.Unknown() -> {
                outcomes.add("Unknown");
                assertThat(open).contains(text);
            }
        }
    }

    /** What is found is settled by that: it must be found again. */
    private void check(SegmentLog log) throws IOException {
        List<Known> found = new ArrayList<>();
        try (LogReader reader = log.read(log.start())) {
            for (LogGroup group = reader.next(); group != null; group = reader.next()) {
                for (LogEntry entry : group.entries()) {
                    ByteBuffer payload = entry.records().getFirst().payload();
                    found.add(
                            new Known(
                                    new Receipt.Durable(group.start(), entry.ordinal()),
                                    StandardCharsets.UTF_8.decode(payload).toString()));
                }
            }
        }
        long start = log.start().offset();
        assertThat(start).as("what nobody needs is dropped").isLessThanOrEqualTo(settled / 2);
        if (start > 0) {
            outcomes.add("dropped");
        }
        known.removeIf(each -> each.place().group().offset() < start);
        List<Known> expected = new ArrayList<>();
        for (Known each : found) {
            if (open.remove(each.text())) {
                outcomes.add("maybe found");
            } else {
                expected.add(each);
            }
        }
        assertThat(expected).as("what was acknowledged").isEqualTo(known);
        if (!open.isEmpty()) {
            outcomes.add("maybe lost");
            open.clear();
        }
        known = found;
    }
}
