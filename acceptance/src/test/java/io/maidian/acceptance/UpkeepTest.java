package io.maidian.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Backups, compactions and rebuilds under load, and kill -9 in the middle of them: what was
 * acknowledged is found once. {@code -Dmaidian.long=true} kills 60 times each; {@code
 * -Dmaidian.seed=N} repeats a run's choices.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
final class UpkeepTest {
    private static final int KILLS = Boolean.getBoolean("maidian.long") ? 60 : 2;
    private static final int LONGEST_MILLIS = 1000;
    private static final int EVENTS_PER_SECOND = 1000;
    private static final Duration A_MOMENT = Duration.ofSeconds(2);

    private final long seed = Long.getLong("maidian.seed", System.nanoTime());
    private final Random random = new Random(seed);

    private static void done(Product.Ended ended) {
        assertThat(ended.status()).as("%s", ended.said()).isZero();
        assertThat(ended.out()).last().asString().startsWith("done");
    }

    private static Product.Ended run(String command, Path data, String... more) {
        return Product.run(
                Stream.concat(Stream.of(command, "--data", data.toString()), Stream.of(more))
                        .toArray(String[]::new));
    }

    /** What was acknowledged before a backup began is in it; what comes later may be. */
    @Test
    void aBackupUnderLoadHoldsEveryEventAcknowledgedBeforeItOnce() throws Exception {
        Path data = Product.newFolder("backup-of");
        Path backup = Product.newFolder("backup");
        Path restored = Product.newFolder("restored");
        try (MaidianProcess maidian = MaidianProcess.start(data);
                LedgerSender before = LedgerSender.start(maidian, EVENTS_PER_SECOND)) {
            before.runFor(A_MOMENT);
            try (LedgerSender load = LedgerSender.start(maidian, EVENTS_PER_SECOND)) {
                load.runFor(A_MOMENT);
                done(run("backup", data, backup.toString()));
                before.stop();
                done(run("backup", data, backup.toString()));
            }
            maidian.kill9();
            Product.Ended restore = run("restore", restored, backup.toString());
            assertThat(restore.status()).as("%s", restore.said()).isZero();
            try (MaidianProcess again = MaidianProcess.start(restored)) {
                assertThat(before.check(again).events("acknowledged")).isPositive();
            }
        }
    }

    @Test
    void compactsAndARebuildUnderLoadWithQuestionsLoseNothing() throws Exception {
        Path data = Product.newFolder("compact");
        try (MaidianProcess maidian = MaidianProcess.start(data);
                LedgerSender load = LedgerSender.start(maidian, EVENTS_PER_SECOND)) {
            load.runFor(A_MOMENT);
            for (String command : List.of("snapshot", "compact", "compact", "rebuild")) {
                Product.Started running =
                        Product.start(List.of(command, "--data", data.toString()));
                long last = 0;
                while (running.process().isAlive()) {
                    long count = 0;
                    for (var event : maidian.api().events(maidian.demoAi())) {
                        count += event.get("count").longValue();
                    }
                    assertThat(count).as("what was shown stays").isGreaterThanOrEqualTo(last);
                    last = count;
                }
                done(Product.awaitEnd(running));
            }
            load.stop();
            assertThat(load.check(maidian).events("acknowledged")).isPositive();
        }
    }

    @Test
    void aKillInTheMiddleOfACompactOrARebuildLosesNothing() throws Exception {
        System.out.println("UpkeepTest: -Dmaidian.seed=" + seed);
        Path data = Product.newFolder("killed");
        MaidianProcess maidian = MaidianProcess.start(data);
        int port = maidian.port();
        try (LedgerSender sender = LedgerSender.start(maidian, EVENTS_PER_SECOND)) {
            sender.runFor(A_MOMENT);
            for (int round = 0; round < KILLS; round++) {
                for (String kind : List.of("compact", "rebuild")) {
                    Reply begun = maidian.api().post("/api/operations", Map.of("kind", kind));
                    assertThat(begun.status()).as(begun.text()).isEqualTo(202);
                    sender.runFor(Duration.ofMillis(random.nextInt(LONGEST_MILLIS)));
                    maidian.kill9();
                    maidian = MaidianProcess.start(data, port);
                    assertThat(generations(data)).as("a leftover is removed").isEqualTo(1);
                }
            }
            sender.runFor(A_MOMENT);
            sender.stop();
            assertThat(sender.check(maidian).events("acknowledged")).isPositive();
        } finally {
            maidian.close();
        }
    }

    @Test
    void aStoreThatIsDamagedOrLostIsMadeAnewFromSnapshotAndLog() throws Exception {
        Path data = Product.newFolder("rebuilt");
        MaidianProcess maidian = MaidianProcess.start(data);
        int port = maidian.port();
        try (LedgerSender sender = LedgerSender.start(maidian, EVENTS_PER_SECOND)) {
            sender.runFor(A_MOMENT);
            done(run("snapshot", data));
            sender.runFor(A_MOMENT);
            maidian.kill9();
            Path file = data.resolve("store/maidian.duckdb");
            Files.write(file, new byte[(int) Files.size(file)]);
            Product.Ended refused = Product.run("serve", "--port", "0", "--data", data.toString());
            assertThat(refused.status()).isEqualTo(2);
            assertThat(refused.said()).last().asString().contains("maidian rebuild");
            done(run("rebuild", data));

            Product.delete(data.resolve("store"));
            done(run("rebuild", data, "--base-only"));
            maidian = MaidianProcess.start(data, port);
            sender.runFor(A_MOMENT);
            sender.stop();
            assertThat(sender.check(maidian).events("acknowledged")).isPositive();
        } finally {
            maidian.close();
        }
    }

    private static long generations(Path data) {
        return Product.filesBelow(data.resolve("store")).stream()
                .filter(file -> file.endsWith("maidian.duckdb"))
                .count();
    }
}
