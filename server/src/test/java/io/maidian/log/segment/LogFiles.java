package io.maidian.log.segment;

import io.maidian.disk.FileDisk;
import io.maidian.log.LogBatch;
import io.maidian.log.LogGroup;
import io.maidian.log.LogPosition;
import io.maidian.log.LogReader;
import io.maidian.log.RecordKind;
import io.maidian.ops.Health;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Segment files for a test to damage. */
final class LogFiles {
    private LogFiles() {}

    /** The segment files of a log, in order. */
    record Written(List<Path> files) {}

    static SegmentLog open(Path folder, long segmentLimitBytes) throws IOException {
        return open(folder, segmentLimitBytes, new Health().part("log"));
    }

    static SegmentLog open(Path folder, long segmentLimitBytes, Health.Part health)
            throws IOException {
        SegmentLogOptions options =
                new SegmentLogOptions(segmentLimitBytes, 4_096, 65_536, 0, 0, Duration.ofHours(1));
        LogWriter.Watch watch =
                new LogWriter.Watch(health, new SimpleMeterRegistry(), System::nanoTime);
        return SegmentLog.openStepwise(
                new SegmentLog.Place(new FileDisk(), folder, LogPosition.START), options, watch);
    }

    /** Takes the note of the durable end away, as if a crash had come before there was one. */
    static void forgetEnd(Path folder) throws IOException {
        Files.delete(folder.resolve(DurableMark.NAME));
    }

    /** Writes each text as a group of one entry of one event. */
    static Written write(Path folder, long segmentLimitBytes, String... texts) throws IOException {
        try (SegmentLog log = open(folder, segmentLimitBytes)) {
            for (String text : texts) {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                LogBatch batch = new LogBatch(bytes.length);
                batch.add(RecordKind.EVENT, bytes, 0, bytes.length);
                log.append(batch, _ -> {});
                log.step();
            }
        }
        return new Written(segments(folder));
    }

    static List<Path> segments(Path folder) throws IOException {
        return new FileDisk()
                .list(folder).stream().filter(f -> f.toString().endsWith(".log")).toList();
    }

    /** The first text of each entry, after recovery. */
    static List<String> recovered(Path folder) throws IOException {
        return recovered(folder, new Health().part("log"));
    }

    static List<String> recovered(Path folder, Health.Part health) throws IOException {
        List<String> texts = new ArrayList<>();
        try (SegmentLog log = open(folder, 1 << 20, health);
                LogReader reader = log.read(log.start())) {
            for (LogGroup group = reader.next(); group != null; group = reader.next()) {
                group.entries()
                        .forEach(e ->
                                texts.add(
                                        StandardCharsets.UTF_8
                                                .decode(e.records().getFirst().payload())
                                                .toString()));
            }
        }
        return texts;
    }

    static void flip(Path file, long offset) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[(int) offset] ^= 1;
        Files.write(file, bytes);
    }

    static void cut(Path file, long size) throws IOException {
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), (int) size));
    }

    static void addTo(Path file, byte[] more) throws IOException {
        Files.write(file, more, StandardOpenOption.APPEND);
    }
}
