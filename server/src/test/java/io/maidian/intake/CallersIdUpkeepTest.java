package io.maidian.intake;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.maidian.ids.IdUpkeep;
import io.maidian.ids.KnownIdsOptions;
import io.maidian.ids.TestIds;
import io.maidian.intake.UploadOutcome.Stored;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
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
        for (int i = 0; i < 4; i++) {
            upload("a" + i);
            fixture.ids().flush();
        }
        damagePage(files().getFirst());
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

    /** Changes the first page of ids, which a start does not read. */
    private void damagePage(Path file) throws IOException {
        damage(file, 4_096 + 20);
    }

    private void damage(Path file, int offset) throws IOException {
        byte[] content = Objects.requireNonNull(fixture.disk().contents().get(file));
        content[offset] ^= 1;
        fixture.disk().replace(file, content, false);
    }
}
