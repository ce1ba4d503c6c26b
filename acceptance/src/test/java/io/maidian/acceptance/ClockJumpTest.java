package io.maidian.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The machine's clock is set by an hour, forward and back, while the server works. */
final class ClockJumpTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int EVENTS_PER_SECOND = 2_000;
    private static final List<Duration> CLOCKS = List.of(HOUR, HOUR.negated(), Duration.ZERO);

    private final Path folder = Product.newFolder("clock");

    private MaidianProcess start(FakeClock clock) throws Exception {
        Path data = folder.resolve("data");
        return MaidianProcess.start(
                data,
                Product.start(
                        Product.command("serve", "--port", "0", "--data", data.toString()),
                        clock.environment()));
    }

    @Test
    void nothingIsLostOrDoubledAndEveryPartGoesOn() throws Exception {
        FakeClock clock = new FakeClock(folder.resolve("clock"));
        try (MaidianProcess maidian = start(clock);
                LedgerSender sender = LedgerSender.start(maidian, EVENTS_PER_SECOND)) {
            sender.runFor(Duration.ofSeconds(1));
            for (Duration ahead : CLOCKS) {
                clock.set(ahead);
                assertThat(receivedAhead(maidian))
                        .as("the server sees the clock that is %s ahead", ahead)
                        .isBetween(ahead.minusMinutes(1), ahead.plusMinutes(1));
                sender.runFor(Duration.ofMillis(1_500));
                assertThat(maidian.api().get("/api/session").status())
                        .as("a token holds whatever the clock says")
                        .isEqualTo(200);
                assertThat(maidian.api().get("/health").status()).isEqualTo(200);
            }
            sender.stop();
            LedgerSender.Found found = sender.check(maidian);
            found.table().forEach(line -> System.out.println("ClockJumpTest: " + line));
            assertThat(found.events("acknowledged")).isPositive();
            assertThat(found.events("refused")).isZero();
        }
    }

    @Test
    void aQuotaHoldsAcrossAJumpBack() throws Exception {
        FakeClock clock = new FakeClock(folder.resolve("clock"));
        try (MaidianProcess maidian = start(clock)) {
            Api api = maidian.api();
            String ai = api.createProject("quota");
            api.set(ai, Map.of("quota", Map.of("events_per_second", 1, "events_burst", 2)));
            assertThat(api.upload(ai, twoEvents()).status()).isEqualTo(200);
            clock.set(HOUR.negated());
            assertThat(api.upload(ai, twoEvents()).status()).isEqualTo(429);
            // Not an hour later: within seconds, by the clock that was set back.
            long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (api.upload(ai, twoEvents()).status() != 200) {
                assertThat(System.nanoTime()).as("the quota lets in again").isLessThan(end);
                Thread.sleep(200);
            }
        }
    }

    private static String twoEvents() {
        return UploadBody.of("jump", System.currentTimeMillis(), "a", "b").json();
    }

    /** How far the server's received time is ahead of the true time. */
    private static Duration receivedAhead(MaidianProcess maidian) {
        Api api = maidian.api();
        Reply reply = api.upload(maidian.demoAi(), twoEvents());
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        String id = reply.json().get("request_id").stringValue();
        JsonNode upload = api.get("/api/projects/" + maidian.demoAi() + "/uploads/" + id).json();
        return Duration.ofMillis(upload.get("time").longValue() - System.currentTimeMillis());
    }
}
