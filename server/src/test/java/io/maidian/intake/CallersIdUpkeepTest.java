package io.maidian.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.maidian.disk.Disk;
import io.maidian.disk.DiskFile;
import io.maidian.disk.ForwardingDisk;
import io.maidian.ids.IdUpkeep;
import io.maidian.ids.KnownIdsOptions;
import io.maidian.ids.TestIds;
import io.maidian.intake.UploadOutcome.Stored;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What the files of ids go through, and what is told of it. */
class CallersIdUpkeepTest {
    private static final Path FOLDER = Path.of("/data/ids");

    private final IntakeFixture fixture = new IntakeFixture();
    private final Logger logger = (Logger) LoggerFactory.getLogger(IdUpkeep.class);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @BeforeEach
    void listen() {
        logged.start();
        logger.addAppender(logged);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(logged);
    }

    @Test
    void aDiskThatStaysFullIsLoggedOnceAMinute() {
        fixture.restart(new KnownIdsOptions(Duration.ofDays(7), 4_000, 1, 1_000, 1 << 20, 100_000));
        upload("a");
        fixture.disk().spaceBytes(100);
        turnFor(180);
        assertThat(logged.list).hasSize(3);
        assertThat(fixture.ids().health()).contains("DEGRADED: ids cannot be written to disk");

        fixture.disk().spaceBytes(Long.MAX_VALUE);
        turnFor(1);
        assertThat(fixture.ids().health()).doesNotContain("DEGRADED");
        upload("b");
        fixture.disk().spaceBytes(100);
        turnFor(1);
        assertThat(logged.list).as("a new trouble is told at once").hasSize(4);
    }

    @Test
    void aDamagedFileIsLoggedOnceAMinute() throws IOException {
        fixture.restart(TestIds.SMALL);
        uploadInFilesOfTheirOwn(4);
        // The first page of ids, which a start does not read.
        damage(files().getFirst(), 4_096 + 20);
        fixture.restart();
        turnFor(120);
        assertThat(logged.list)
                .hasSize(2)
                .allMatch(each -> each.getFormattedMessage().contains("cannot be merged"));
        logged.list.clear();
        for (int i = 0; i < 10; i++) {
            assertThat(fixture.upload(event("a0"))).isInstanceOf(UploadOutcome.Unavailable.class);
        }
        assertThat(logged.list).hasSize(1);
    }

    @Test
    void aLongerWindowKeepsWhatTheLogNoLongerHolds() throws IOException {
        fixture.restart(TestIds.SMALL);
        uploadInFilesOfTheirOwn(3);
        fixture.log.clear();
        fixture.restart(new KnownIdsOptions(Duration.ofDays(8), 4_000, 1, 1_000, 1, 100_000));
        assertKnown("a0", "a1", "a2");
        assertThat(fixture.ids().health()).doesNotContain("DEGRADED");
    }

    @Test
    void aDamagedFileIsSetAsideTheOthersStayKnownAndTheDoubtIsTold() throws IOException {
        fixture.restart(TestIds.SMALL);
        uploadInFilesOfTheirOwn(3);
        fixture.log.clear();
        Path damaged = files().getFirst();
        byte[] content =
                damage(
                        damaged,
                        Objects.requireNonNull(fixture.disk().contents().get(damaged)).length - 20);
        fixture.restart();
        assertKnown("a1", "a2");
        assertThat(upload("a0").accepted()).as("nobody can know it").isEqualTo(1);
        Path aside = FOLDER.resolve("damaged").resolve(damaged.getFileName());
        assertThat(fixture.disk().contents().get(aside)).isEqualTo(content);
        for (int start = 0; start < 2; start++) {
            assertThat(fixture.ids().health()).contains("DEGRADED", "may be unknown", "/damaged");
            fixture.ids().turn();
            fixture.restart();
        }
        fixture.disk().delete(aside);
        fixture.restart();
        assertThat(fixture.ids().health()).doesNotContain("DEGRADED");
        assertKnown("a0", "a1", "a2");
    }

    @Test
    void aMissingFileIsMadeAgainFromTheLog() throws IOException {
        fixture.restart(TestIds.SMALL);
        uploadInFilesOfTheirOwn(3);
        fixture.disk().delete(files().getFirst());
        fixture.restart();
        assertKnown("a0", "a1", "a2");
        assertThat(fixture.ids().health()).contains("damaged or missing");
    }

    @Test
    void whatADamagedManifestNamedIsSetAsideAndNotDeleted() throws IOException {
        fixture.restart(TestIds.SMALL);
        uploadInFilesOfTheirOwn(3);
        List<Path> before = files();
        damage(FOLDER.resolve("manifest"), 20);
        fixture.restart();
        assertKnown("a0", "a1", "a2");
        assertThat(fixture.disk().list(FOLDER.resolve("damaged")))
                .hasSize(before.size() + 1)
                .extracting(Path::getFileName)
                .containsAll(before.stream().map(Path::getFileName).toList());
        assertThat(files()).as("no number is used again").doesNotContainAnyElementsOf(before);
    }

    @Test
    void whatIsNotDamageRefusesTheStartAndTouchesNothing() throws IOException {
        fixture.restart(TestIds.SMALL);
        uploadInFilesOfTheirOwn(3);
        fixture.log.clear();
        Set<Path> before = fixture.disk().contents().keySet();
        for (String file : List.of("manifest", ".ids")) {
            Disk forbidding =
                    new ForwardingDisk(fixture.disk()) {
                        @Override
                        public DiskFile openReadOnly(Path path) throws IOException {
                            if (path.toString().endsWith(file)) {
                                throw new AccessDeniedException(path.toString());
                            }
                            return super.openReadOnly(path);
                        }
                    };
            assertThatIOException()
                    .isThrownBy(() -> open(forbidding))
                    .withMessageContainingAll(
                            FOLDER.toString(), "AccessDenied", "rights", "move the folder")
                    .withMessageNotContaining("\n");
            assertThat(fixture.disk().contents().keySet()).isEqualTo(before);
        }
        fixture.restart();
        assertKnown("a0", "a1", "a2");
    }

    private void open(Disk disk) throws IOException {
        TestIds.open(
                        new TestIds.Where(disk, TestIds.SMALL, Runnable::run),
                        fixture.log,
                        () -> IntakeFixture.NOW,
                        new SimpleMeterRegistry())
                .close();
    }

    private void uploadInFilesOfTheirOwn(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            upload("a" + i);
            fixture.ids().flush();
        }
    }

    private void assertKnown(String... ids) {
        for (String id : ids) {
            assertThat(upload(id).duplicate()).as(id).isEqualTo(1);
        }
    }

    private void turnFor(int seconds) {
        for (int i = 0; i < seconds; i++) {
            fixture.ids().turn();
            fixture.advanceMillis(1_000);
        }
    }

    private Stored upload(String id) {
        return (Stored) fixture.upload(event(id));
    }

    private static String event(String id) {
        return "[{\"id\":\"%s\",\"cs1\":\"u\",\"tm\":1434556935000,\"t\":\"cstm\",\"n\":\"Buy\"}]"
                .formatted(id);
    }

    private List<Path> files() {
        return fixture.disk().list(FOLDER).stream()
                .filter(file -> file.toString().endsWith(".ids"))
                .toList();
    }

    private byte[] damage(Path file, int offset) throws IOException {
        byte[] content = Objects.requireNonNull(fixture.disk().contents().get(file));
        content[offset] ^= 1;
        fixture.disk().replace(file, content, false);
        return content;
    }
}
