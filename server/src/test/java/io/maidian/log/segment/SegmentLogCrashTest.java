package io.maidian.log.segment;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.maidian.disk.SimulatedCrash;
import io.maidian.disk.SimulatedDisk;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Acknowledged entries survive crashes at any operation, on a disk that keeps no more than it must.
 * To see one seed again, call {@link #live} with it.
 */
class SegmentLogCrashTest {
    private static final int SEEDS = 5_000;
    private static final Logger NOISE =
            (Logger) LoggerFactory.getLogger(LogWriter.class.getPackageName());

    @BeforeAll
    static void quiet() {
        NOISE.setLevel(Level.OFF);
    }

    @AfterAll
    static void loud() {
        NOISE.setLevel(null);
    }

    @Test
    void acknowledgedEntriesSurviveCrashes() throws IOException {
        for (long seed = 0; seed < SEEDS; seed++) {
            live(seed, 0, false);
        }
    }

    @Test
    void acknowledgedEntriesSurviveFailingWritesAndForces() throws IOException {
        for (long seed = 0; seed < SEEDS / 2; seed++) {
            live(seed, 0.03, false);
        }
    }

    @Test
    void acknowledgedEntriesSurviveAFullDisk() throws IOException {
        for (long seed = 0; seed < SEEDS / 2; seed++) {
            live(seed, 0, true);
        }
    }

    @Test
    void theSimulationReachesEveryOutcome() throws IOException {
        Set<String> outcomes = new LinkedHashSet<>();
        for (long seed = 0; seed < 300; seed++) {
            outcomes.addAll(live(seed, 0.03, true));
        }
        assertThat(outcomes)
                .contains("crash", "crash in recovery", "kill", "rolled", "cut", "maybe found")
                .contains("zeros ahead", "torn", "zst", "dropped")
                .contains("maybe lost", "Durable", "Unknown", "NO_SPACE", "FAILED", "CLOSED");
    }

    /** One life of a log, from its first start to its last. */
    private static Set<String> live(long seed, double failureRate, boolean fills)
            throws IOException {
        SimulatedDisk disk = new SimulatedDisk(seed);
        LogLife life = new LogLife(disk, seed, failureRate > 0, fills);
        try {
            for (int start = 0; start < 4; start++) {
                disk.failureRate(failureRate);
                try {
                    life.run();
                } catch (SimulatedCrash _) {
                    life.restart();
                }
            }
            disk.failureRate(0);
            disk.crashAfter(Integer.MAX_VALUE);
            disk.spaceBytes(Long.MAX_VALUE);
            life.end();
        } catch (AssertionError | IOException | RuntimeException e) {
            throw new AssertionError("seed " + seed, e);
        }
        return life.outcomes();
    }
}
