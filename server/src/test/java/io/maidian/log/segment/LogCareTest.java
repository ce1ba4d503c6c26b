package io.maidian.log.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maidian.disk.FileDisk;
import io.maidian.event.RequestId;
import io.maidian.log.LogBatch;
import io.maidian.log.LogGroup;
import io.maidian.log.LogPosition;
import io.maidian.log.LogReader;
import io.maidian.log.RecordKind;
import io.maidian.log.Retention;
import io.maidian.log.UploadLookup;
import io.maidian.ops.Health;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of segments that are not written to any more. */
class LogCareTest {
    private static final long DAY = Duration.ofDays(1).toMillis();
    private static final long NOON = 1_700_000_000_000L;

    @TempDir Path folder;

    private final Health.Part health = new Health().part("log");
    private SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong now = new AtomicLong(NOON);
    private final AtomicLong stored = new AtomicLong(Long.MAX_VALUE);
    private final AtomicLong snapshot = new AtomicLong(Long.MAX_VALUE);
    private SegmentLog log;

    @BeforeEach
    void openEmpty() throws IOException {
        log = opened(1 << 20);
    }

    @AfterEach
    void close() throws IOException {
        log.close();
    }

    private void open(long segmentBytes) throws IOException {
        close();
        log = opened(segmentBytes);
    }

    private SegmentLog opened(long segmentBytes) throws IOException {
        SegmentLogOptions options =
                new SegmentLogOptions(segmentBytes, 1 << 20, 64 << 20, 0, 0, Duration.ofHours(1));
        meters = new SimpleMeterRegistry();
        SegmentLog opened =
                SegmentLog.openStepwise(
                        new SegmentLog.Place(new FileDisk(), folder, LogPosition.START),
                        options,
                        new LogWriter.Watch(health, meters, nanos::get));
        opened.retain(
                new Retention(
                        Duration.ofDays(7),
                        () -> new LogPosition(stored.get()),
                        List.of(() -> new LogPosition(snapshot.get())),
                        now::get));
        return opened;
    }

    private void append(String ai, String sample) {
        LogBatch batch = new LogBatch(100);
        add(batch, RecordKind.UPLOAD, "{\"ai\":\"" + ai + "\",\"received\":" + now.get() + "}");
        add(
                batch,
                RecordKind.REFUSED_UPLOAD,
                "{\"code\":\"c\",\"pointer\":\"\",\"got\":\"\",\"sample\":\"" + sample + "\"}");
        log.append(batch, _ -> {});
        log.step();
    }

    private static void add(LogBatch batch, RecordKind kind, String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        batch.add(kind, bytes, 0, bytes.length);
    }

    /** Text that compresses, but not to nothing. */
    private static String text(Random random, int length) {
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            text.append("Buy user").append(random.nextInt(100_000)).append(' ');
        }
        return text.toString();
    }

    /** Segments of 300 KB, so that frames and groups overlap. */
    private void fill(int groups) {
        Random random = new Random(1);
        for (int i = 0; i < groups; i++) {
            append("a", text(random, 30_000 + random.nextInt(90_000)));
        }
    }

    private List<String> files() throws IOException {
        return new FileDisk()
                .list(folder).stream()
                        .map(file -> String.valueOf(file.getFileName()))
                        .filter(name -> name.contains(".log"))
                        .toList();
    }

    private List<LogPosition> read() throws IOException {
        List<LogPosition> starts = new ArrayList<>();
        try (LogReader reader = log.read(log.start())) {
            for (LogGroup group = reader.next(); group != null; group = reader.next()) {
                starts.add(group.start());
            }
        }
        return starts;
    }

    private String dump() throws IOException {
        StringBuilder out = new StringBuilder();
        new LogDump(new FileDisk(), folder, out).print(0, Long.MAX_VALUE);
        return out.toString();
    }

    @Test
    void whatTheStoreHoldsIsCompressedAndReadsAsBefore() throws IOException {
        open(3 << 20);
        fill(100);
        List<LogPosition> starts = read();
        String before = dump();
        long bytesBefore = bytes();
        log.tend();
        assertThat(files()).filteredOn(name -> name.endsWith(".log")).hasSize(1);
        assertThat(files()).hasSizeGreaterThan(2);
        assertThat(bytes()).isLessThan(bytesBefore / 2);
        assertThat(read()).isEqualTo(starts);
        assertThat(dump()).isEqualTo(before);
        for (LogPosition start : starts) {
            try (LogReader reader = log.read(start)) {
                assertThat(Objects.requireNonNull(reader.next()).start()).isEqualTo(start);
            }
            LogPosition within = new LogPosition(start.offset() + 1);
            assertThat(log.firstGroupFrom(within).offset()).isGreaterThan(start.offset());
        }
        open(3 << 20);
        assertThat(read()).isEqualTo(starts);
        assertThat(health.status().message()).doesNotContain("DEGRADED");
        log.tend();
        assertThat(meters.get("maidian.log.segments").tag("form", "plain").gauge().value())
                .isEqualTo(1);
        assertThat(meters.get("maidian.log.disk").gauge().value()).isEqualTo((double) bytes());
        assertThat(meters.get("maidian.log.compression.ratio").gauge().value()).isGreaterThan(2);
    }

    private long bytes() throws IOException {
        long all = 0;
        for (String name : files()) {
            all += Files.size(folder.resolve(name));
        }
        return all;
    }

    @Test
    void aReaderGoesOnWhileItsSegmentIsCompressedAndIsToldWhenItIsDropped() throws IOException {
        open(1 << 20);
        fill(40);
        List<LogPosition> starts = read();
        try (LogReader reader = log.read(log.start())) {
            assertThat(Objects.requireNonNull(reader.next()).start()).isEqualTo(starts.get(0));
            log.tend();
            for (int i = 1; i < 20; i++) {
                assertThat(Objects.requireNonNull(reader.next()).start()).isEqualTo(starts.get(i));
            }
            now.addAndGet(9 * DAY);
            log.tend();
            assertThatThrownBy(reader::next)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no longer kept");
        }
        assertThat(health.status().message()).doesNotContain("DEGRADED");
    }

    @Test
    void nothingIsCompressedBeforeTheStoreHasIt() throws IOException {
        open(1 << 20);
        fill(40);
        List<String> before = files();
        long second = Long.parseLong(before.get(1).substring(0, 20));
        stored.set(second - 1);
        log.tend();
        assertThat(files()).isEqualTo(before);
        stored.set(second);
        log.tend();
        assertThat(files().getFirst()).endsWith(".log.zst");
        assertThat(files().subList(1, before.size())).isEqualTo(before.subList(1, before.size()));
    }

    @Test
    void whatIsOldAndNeededByNobodyIsDropped() throws IOException {
        open(1 << 20);
        fill(30);
        now.addAndGet(DAY);
        fill(30);
        String first = files().getFirst().substring(0, 20);
        log.tend();
        now.addAndGet(7 * DAY - DAY);
        log.tend();
        assertThat(files().getFirst()).startsWith(first);
        now.addAndGet(1);
        long bound = log.end().offset() / 4;
        snapshot.set(bound);
        log.tend();
        assertThat(log.start().offset()).isPositive().isLessThanOrEqualTo(bound);
        snapshot.set(Long.MAX_VALUE);
        log.tend();
        // A segment with a group of the second day is kept, and so are those behind it.
        assertThat(log.start().offset()).isLessThan(log.end().offset() / 2 + (1 << 20));
        assertThat(log.start().offset()).isGreaterThan(bound);
        assertThat(Long.parseLong(files().getFirst().substring(0, 20)))
                .isEqualTo(log.start().offset());
        now.addAndGet(30 * DAY);
        log.tend();
        assertThat(files()).hasSize(1).first().asString().endsWith(".log");
        open(1 << 20);
        assertThat(read()).isNotEmpty();
        assertThat(health.status().message()).doesNotContain("DEGRADED");
    }

    @Test
    void whatCameWhileTheClockWasWrongIsDroppedWithWhatFollowsIt() throws IOException {
        open(1 << 20);
        now.addAndGet(365 * DAY);
        fill(30);
        now.addAndGet(-365 * DAY);
        fill(30);
        log.tend();
        assertThat(log.start()).isEqualTo(LogPosition.START);
        now.addAndGet(7 * DAY + 1);
        log.tend();
        assertThat(files()).hasSize(1);
    }

    @Test
    void nothingIsDroppedBeforeTheStoreHasItWhateverItsAge() throws IOException {
        open(1 << 20);
        fill(30);
        now.addAndGet(1_000 * DAY);
        stored.set(0);
        log.tend();
        assertThat(log.start()).isEqualTo(LogPosition.START);
    }

    @Test
    void anUploadIsFoundInACompressedSegmentAndToldAsGoneAfterIt() throws IOException {
        open(1 << 20);
        fill(30);
        RequestId id = new RequestId(now.get(), read().get(3).offset(), 0);
        log.tend();
        UploadLookup lookup = new UploadLookup(log);
        now.addAndGet(8 * DAY);
        assertThat(files().getFirst()).endsWith(".zst");
        assertThat(lookup.find(id, 0, 10)).isInstanceOf(UploadLookup.Found.class);
        assertThat(lookup.find(new RequestId(1, id.position() + 1, 0), 0, 10))
                .isInstanceOf(UploadLookup.Unknown.class);
        log.tend();
        assertThat(lookup.find(id, 0, 10)).isInstanceOf(UploadLookup.NoLongerKept.class);
    }

    @Test
    void aSegmentRollsByAgeWithTheNextGroup() throws IOException {
        open(1 << 20);
        append("a", "x");
        nanos.addAndGet(Duration.ofMinutes(59).toNanos());
        append("a", "x");
        assertThat(files()).hasSize(1);
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        append("a", "x");
        assertThat(files()).hasSize(2);
        append("a", "x");
        assertThat(files()).hasSize(2);
        assertThat(read()).hasSize(4);
    }

    @Test
    void damageInACompressedSegmentCostsItsFrame() throws IOException {
        open(3 << 20);
        fill(100);
        List<LogPosition> starts = read();
        log.tend();
        Path file = folder.resolve(files().getFirst());
        long size = Files.size(file);
        LogFiles.flip(file, size / 2);
        List<LogPosition> left = read();
        assertThat(starts).containsSubsequence(left);
        // A frame is 1 MiB, and its groups are of 30 to 120 KB.
        assertThat(starts.size() - left.size()).isBetween(1, 36);
        assertThat(health.status().message()).contains("DEGRADED");
        List<Path> kept = new FileDisk().list(folder.resolve(DamagedParts.FOLDER));
        assertThat(kept).isNotEmpty().allMatch(path -> path.toString().endsWith(".damaged.zst"));
        assertThat(Files.size(kept.getFirst())).isBetween(1_000L, size);
    }

    @Test
    void aCompressedSegmentWithADamagedHeaderIsSetAsideAndTheOthersAreServed() throws IOException {
        losesOneSegment(file -> LogFiles.flip(file, 30));
    }

    @Test
    void aCompressedSegmentWithADamagedTableIsSetAsideAndTheOthersAreServed() throws IOException {
        losesOneSegment(file -> LogFiles.flip(file, Files.size(file) - 12));
    }

    @Test
    void aCompressedSegmentThatIsCutOffIsSetAsideAndTheOthersAreServed() throws IOException {
        losesOneSegment(file -> LogFiles.cut(file, Files.size(file) - 1));
    }

    private interface Harm {
        void to(Path file) throws IOException;
    }

    private void losesOneSegment(Harm harm) throws IOException {
        open(1 << 20);
        fill(30);
        List<LogPosition> starts = read();
        log.tend();
        String name = files().get(1);
        long start = Long.parseLong(name.substring(0, 20));
        long next = Long.parseLong(files().get(2).substring(0, 20));
        harm.to(folder.resolve(name));
        open(1 << 20);
        assertThat(read())
                .isEqualTo(
                        starts.stream()
                                .filter(s -> s.offset() < start || s.offset() >= next)
                                .toList());
        assertThat(health.status().message()).contains("DEGRADED");
        Path kept =
                folder.resolve(DamagedParts.FOLDER)
                        .resolve("%020d-at-24-%d.damaged.zst".formatted(start, next - start));
        assertThat(kept).hasSameBinaryContentAs(folder.resolve(name));
    }

    @Test
    void whatACrashLeftOfCompressingIsDoneAgain() throws IOException {
        open(1 << 20);
        fill(30);
        List<LogPosition> starts = read();
        Path plain = folder.resolve(files().getFirst());
        byte[] bytes = Files.readAllBytes(plain);
        log.tend();
        Files.write(plain, bytes);
        Path unfinished = folder.resolve(plain.getFileName() + ".zst.tmp");
        Files.write(unfinished, new byte[100]);
        open(1 << 20);
        assertThat(unfinished).doesNotExist();
        assertThat(read()).isEqualTo(starts);
        log.tend();
        assertThat(plain).doesNotExist();
        assertThat(read()).isEqualTo(starts);
    }

    @Test
    void todaysCodeReadsCompressedVersion1() throws IOException {
        String name = "00000000000000000000.log";
        close();
        Files.delete(folder.resolve(name));
        LogFiles.forgetEnd(folder);
        for (String each : List.of(name + ".zst", "00000000000000000241.log")) {
            try (InputStream golden =
                    LogCareTest.class.getResourceAsStream(
                            "/golden/compressed/" + each + ".golden")) {
                Files.write(folder.resolve(each), Objects.requireNonNull(golden).readAllBytes());
            }
        }
        open(1 << 20);
        assertThat(read()).hasSize(2);
        assertThat(dump()).contains("购买商品", "body.not_json");
        assertThat(health.status().message()).doesNotContain("DEGRADED");
    }
}
