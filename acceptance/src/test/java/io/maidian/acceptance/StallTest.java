package io.maidian.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * A server that stands still under load, as a virtual machine does that is moved or a machine that
 * swaps: clients give up and send again, and nothing is lost or doubled.
 */
final class StallTest {
    private static final int TIMES = Boolean.getBoolean("maidian.long") ? 20 : 2;
    private static final int EVENTS_PER_SECOND = 5_000;

    /** Longer than the sender waits for an answer. */
    private static final Duration STALL = Duration.ofMillis(3_500);

    @Test
    void aServerThatStandsStillForSecondsLosesAndDoublesNothing() throws Exception {
        try (MaidianProcess maidian = MaidianProcess.start(Product.newFolder("stall"));
                LedgerSender sender = LedgerSender.start(maidian, EVENTS_PER_SECOND)) {
            sender.runFor(Duration.ofSeconds(1));
            for (int i = 0; i < TIMES; i++) {
                signal("-STOP", maidian);
                sender.runFor(STALL);
                signal("-CONT", maidian);
                sender.runFor(Duration.ofSeconds(2));
            }
            sender.stop();
            LedgerSender.Found found = sender.check(maidian);
            found.table().forEach(line -> System.out.println("StallTest: " + line));
            assertThat(found.events("acknowledged")).isPositive();
            assertThat(retriesRecognised(maidian))
                    .as("uploads that were sent again while it stood still")
                    .isPositive();
        }
    }

    private static double retriesRecognised(MaidianProcess maidian) {
        return maidian.api()
                .get("/metrics")
                .text()
                .lines()
                .filter(line -> line.startsWith("maidian_retries_recognised_total "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
                .sum();
    }

    private static void signal(String signal, MaidianProcess maidian)
            throws IOException, InterruptedException {
        Process kill =
                new ProcessBuilder("kill", signal, Long.toString(maidian.process().pid())).start();
        assertThat(kill.waitFor()).isZero();
    }
}
