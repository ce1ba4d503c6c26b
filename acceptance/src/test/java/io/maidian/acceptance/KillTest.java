package io.maidian.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * kill -9 under load, again and again on the same data, while it serves and while it starts: each
 * accepted event that was acknowledged is there once, each rejected one once in the quarantine,
 * retries of what was not answered are stored once. {@code -Dmaidian.long=true} does it 200 times;
 * {@code -Dmaidian.seed=N} repeats a run's choices.
 */
final class KillTest {
    private static final int ROUNDS = Boolean.getBoolean("maidian.long") ? 200 : 20;
    private static final int ROUNDS_TO_A_KILL_IN_RECOVERY = 4;
    private static final int LONGEST_START_MILLIS = 2500;
    private static final int LONGEST_LIFE_MILLIS = 800;
    private static final int EVENTS_PER_SECOND = 5_000;

    private final long seed = Long.getLong("maidian.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final Path data = Product.newFolder("kill");

    @Test
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void whatWasAcknowledgedSurvivesEveryKillOnceAndInItsPlace() throws InterruptedException {
        System.out.println("KillTest: -Dmaidian.seed=" + seed);
        MaidianProcess maidian = MaidianProcess.start(data);
        int port = maidian.port();
        try (LedgerSender sender = LedgerSender.start(maidian, EVENTS_PER_SECOND, "--ids")) {
            for (int round = 1; round <= ROUNDS; round++) {
                sender.runFor(Duration.ofMillis(1L + random.nextInt(LONGEST_LIFE_MILLIS)));
                maidian.kill9();
                if (round % ROUNDS_TO_A_KILL_IN_RECOVERY == 0) {
                    killWhileStarting(port);
                }
                maidian = MaidianProcess.start(data, port);
            }
            // The retries of what the last kill left unanswered come within a second.
            sender.runFor(Duration.ofSeconds(2));
            sender.stop();
            LedgerSender.Found found = sender.check(maidian);
            found.table().forEach(line -> System.out.println("KillTest: " + line));
            assertThat(found.events("acknowledged")).isGreaterThan(ROUNDS);
            assertThat(found.events("rejected")).isPositive();
        } finally {
            maidian.close();
        }
    }

    /** A server that is killed while it recovers or opens its data loses nothing either. */
    private void killWhileStarting(int port) throws InterruptedException {
        Product.Started started = MaidianProcess.startUnready(data, port);
        boolean ended =
                started.process()
                        .waitFor(random.nextInt(LONGEST_START_MILLIS), TimeUnit.MILLISECONDS);
        assertThat(ended).as("it ended by itself while starting; seed %s", seed).isFalse();
        started.process().destroyForcibly();
        Product.awaitEnd(started);
    }
}
