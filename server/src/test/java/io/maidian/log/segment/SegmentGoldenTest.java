package io.maidian.log.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.disk.FileDisk;
import io.maidian.log.LogBatch;
import io.maidian.log.LogEntry;
import io.maidian.log.LogGroup;
import io.maidian.log.LogReader;
import io.maidian.log.RecordKind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Today's code and the file of version 1 understand each other. The file was made by a program of
 * its own from docs/formats/log-segment.md, and is never made again.
 */
class SegmentGoldenTest {
    private static final String NAME = "00000000000000000000.log";
    private static final List<List<List<String>>> GROUPS =
            List.of(
                    List.of(
                            List.of(
                                    "UPLOAD {\"ai\":\"0a1b4118dd954ec3bcc69da5138bdb96\"}",
                                    "EVENT {\"n\":\"BuyProduct\",\"cs1\":\"user1\"}",
                                    "REJECTED_EVENT {\"raw\":\"购买商品\"}"),
                            List.of("UPLOAD {\"ai\":\"x\"}", "EVENT ")),
                    List.of(List.of("REFUSED_UPLOAD {\"reason\":\"body.not_json\"}")));

    @TempDir Path folder;

    private static byte[] golden() throws IOException {
        return golden("log-segment-v1.golden");
    }

    private static byte[] golden(String name) throws IOException {
        try (InputStream file = SegmentGoldenTest.class.getResourceAsStream("/golden/" + name)) {
            return Objects.requireNonNull(file).readAllBytes();
        }
    }

    @Test
    void todaysCodeReadsVersion1() throws IOException {
        Files.write(folder.resolve(NAME), golden());
        List<List<List<String>>> read = new ArrayList<>();
        try (SegmentLog log = LogFiles.open(folder, 1 << 20);
                LogReader reader = log.read(log.start())) {
            for (LogGroup group = reader.next(); group != null; group = reader.next()) {
                read.add(group.entries().stream().map(SegmentGoldenTest::texts).toList());
            }
        }
        assertThat(read).isEqualTo(GROUPS);
        assertThat(Files.readAllBytes(folder.resolve(NAME))).isEqualTo(golden());
    }

    private static List<String> texts(LogEntry entry) {
        return entry.records().stream()
                .map(r -> r.kind() + " " + StandardCharsets.UTF_8.decode(r.payload()))
                .toList();
    }

    @Test
    void todaysCodeWritesVersion1() throws IOException {
        try (SegmentLog log = LogFiles.open(folder, 1 << 20)) {
            for (List<List<String>> group : GROUPS) {
                for (List<String> entry : group) {
                    log.append(batch(entry), _ -> {});
                }
                log.step();
            }
        }
        assertThat(Files.readAllBytes(folder.resolve(NAME))).isEqualTo(golden());
    }

    @Test
    void todaysCodeReadsAndWritesTheNoteOfTheEnd() throws IOException {
        byte[] golden = golden("durable-end-v1.golden");
        Files.write(folder.resolve(DurableMark.NAME), golden);
        try (DurableMark mark = DurableMark.open(new FileDisk(), folder)) {
            assertThat(mark.position()).isEqualTo(1_234_567_890_123L);
            mark.note(1);
            mark.note(1_234_567_890_123L);
        }
        assertThat(Files.readAllBytes(folder.resolve(DurableMark.NAME))).isEqualTo(golden);
    }

    private static LogBatch batch(List<String> entry) {
        LogBatch batch = new LogBatch(100);
        for (String record : entry) {
            int space = record.indexOf(' ');
            byte[] payload = record.substring(space + 1).getBytes(StandardCharsets.UTF_8);
            batch.add(RecordKind.valueOf(record.substring(0, space)), payload, 0, payload.length);
        }
        return batch;
    }
}
