package io.maidian.ids;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.maidian.disk.Disk;
import io.maidian.disk.FileDisk;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of ids hold what was written, and tell when they do not. */
class IdRunTest {
    private static final long FINGERPRINT = 0x0123456789abcdefL;

    @TempDir Path folder;
    private final Disk disk = new FileDisk();

    private Path file() {
        return folder.resolve("000000000001.ids");
    }

    private void write(IdBuffer ids, boolean filtered) throws IOException {
        ids.sort();
        try (IdRunWriter writer =
                new IdRunWriter(disk, file(), FINGERPRINT, ids.size(), filtered)) {
            for (int i = 0; i < ids.size(); i++) {
                writer.add(ids.high(i), ids.low(i));
            }
            writer.finish();
        }
    }

    private IdRun open() throws IOException {
        return IdRun.open(disk, file(), 1, FINGERPRINT, 1 << 20);
    }

    @Test
    void everyIdIsFoundWithTheTimeOfItsLatest() throws IOException {
        for (boolean filtered : new boolean[] {false, true}) {
            Random random = new Random(7);
            IdBuffer ids = new IdBuffer();
            Map<Long, Integer> latest = new HashMap<>();
            for (int i = 0; i < 20_000; i++) {
                long high = random.nextInt(5) == 0 ? random.nextInt(100) : random.nextLong();
                int seconds = random.nextInt(1, 1_000_000);
                ids.add(high, high << 32, seconds);
                latest.merge(high, seconds, Math::max);
            }
            Files.deleteIfExists(file());
            write(ids, filtered);
            try (IdRun run = open()) {
                assertThat(run.ids()).isEqualTo(latest.size());
                int wrong = 0;
                for (Map.Entry<Long, Integer> each : latest.entrySet()) {
                    long high = each.getKey();
                    assertThat(run.mayContain(high, high << 32)).isTrue();
                    assertThat(run.find(high, high << 32)).isEqualTo((long) each.getValue());
                    assertThat(run.find(high, ~high << 32)).isEqualTo(IdRun.NONE);
                    wrong += run.mayContain(random.nextLong(), random.nextLong()) ? 1 : 0;
                }
                assertThat(wrong <= latest.size() / 100).isEqualTo(filtered);
                int walked = 0;
                IdRun.Walk walk = run.walk();
                while (walk.advance()) {
                    walked++;
                }
                assertThat(walked).isEqualTo(latest.size());
            }
        }
    }

    /** 600 ids by a fixed rule: three pages. */
    private static IdBuffer golden() {
        IdBuffer ids = new IdBuffer();
        for (long i = 0; i < 600; i++) {
            long high = (i + 1) * 0x9e3779b97f4a7c15L;
            ids.add(high, (i + 1) * 0xc2b2ae3d27d4eb4fL, (int) (1_700_000_000 + i));
        }
        return ids;
    }

    @Test
    void todaysCodeAndVersion1UnderstandEachOther() throws IOException {
        byte[] version1;
        try (InputStream file = IdRunTest.class.getResourceAsStream("/golden/ids-v1.golden")) {
            version1 = Objects.requireNonNull(file).readAllBytes();
        }
        write(golden(), true);
        assertThat(Files.readAllBytes(file())).isEqualTo(version1);
        try (IdRun run = open()) {
            assertThat(run.ids()).isEqualTo(600);
            assertThat(run.oldestSecond()).isEqualTo(1_700_000_000L);
            assertThat(run.newestSecond()).isEqualTo(1_700_000_599L);
        }
    }

    @Test
    void todaysCodeAndVersion1OfTheManifestUnderstandEachOther() throws IOException {
        byte[] version1;
        try (InputStream file =
                IdRunTest.class.getResourceAsStream("/golden/ids-manifest-v1.golden")) {
            version1 = Objects.requireNonNull(file).readAllBytes();
        }
        IdManifest manifest = new IdManifest(FINGERPRINT, 604_800, 123_456, List.of(3L, 7L));
        manifest.write(disk, folder);
        assertThat(Files.readAllBytes(folder.resolve("manifest"))).isEqualTo(version1);
        assertThat(IdManifest.read(disk, folder)).isEqualTo(manifest);

        version1[30] ^= 1;
        Files.write(folder.resolve("manifest"), version1);
        assertThatIOException().isThrownBy(() -> IdManifest.read(disk, folder));
    }

    @Test
    void damageIsToldNotTakenForAnAnswer() throws IOException {
        write(golden(), true);
        byte[] whole = Files.readAllBytes(file());
        Random random = new Random(1);
        for (int i = 0; i < 300; i++) {
            byte[] bytes = whole.clone();
            int at = IdRunFormat.PAGE_BYTES + random.nextInt(whole.length - IdRunFormat.PAGE_BYTES);
            bytes[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(file(), bytes);
            assertThatIOException()
                    .as("byte %d", at)
                    .isThrownBy(this::readAll)
                    .withMessageContaining("made again from the log");
        }
    }

    private void readAll() throws IOException {
        try (IdRun run = open()) {
            IdRun.Walk walk = run.walk();
            while (walk.advance()) {
                run.find(walk.high(), walk.low());
            }
        }
    }

    @Test
    void anotherKeysFileIsRefused() throws IOException {
        write(golden(), true);
        assertThatIOException()
                .isThrownBy(() -> IdRun.open(disk, file(), 1, 5, 1 << 20))
                .withMessageContaining("another key");
    }
}
