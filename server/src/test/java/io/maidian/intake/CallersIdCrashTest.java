package io.maidian.intake;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.maidian.disk.SimulatedCrash;
import io.maidian.disk.SimulatedDisk;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Each id is stored once within the window, and none is lost, whatever is flushed, merged and
 * waited for when the machine stops. To see one seed again, call {@link #live} with it.
 */
class CallersIdCrashTest {
    private static final int SEEDS = Boolean.getBoolean("maidian.long") ? 40_000 : 800;
    private static final Logger NOISE = (Logger) LoggerFactory.getLogger("io.maidian");

    @BeforeAll
    static void quiet() {
        NOISE.setLevel(Level.OFF);
    }

    @AfterAll
    static void loud() {
        NOISE.setLevel(null);
    }

    @Test
    void eachIdIsStoredOnceWhateverCrashes() throws IOException {
        Set<String> outcomes = new TreeSet<>();
        for (long seed = 0; seed < SEEDS; seed++) {
            outcomes.addAll(live(seed, 0));
        }
        assertThat(outcomes)
                .contains("accepted", "duplicate", "stored again", "waits", "crash")
                .contains("merged", "files 0", "files 3", "QUEUE_FULL");
    }

    @Test
    void eachIdIsStoredOnceWhateverFails() throws IOException {
        Set<String> outcomes = new TreeSet<>();
        for (long seed = 0; seed < SEEDS / 2; seed++) {
            outcomes.addAll(live(seed, 0.02));
        }
        assertThat(outcomes).contains("Unknown", "flush failed", "merge failed", "merged");
    }

    private static Set<String> live(long seed, double failureRate) throws IOException {
        SimulatedDisk disk = new SimulatedDisk(seed);
        IdLife life = new IdLife(disk, seed, failureRate > 0);
        try {
            for (int start = 0; start < 5; start++) {
                disk.failureRate(failureRate);
                try {
                    life.run();
                } catch (SimulatedCrash _) {
                    life.restart();
                }
            }
            disk.failureRate(0);
            disk.crashAfter(Integer.MAX_VALUE);
            life.end();
        } catch (AssertionError | IOException | RuntimeException e) {
            throw new AssertionError("seed " + seed, e);
        }
        return life.outcomes();
    }
}
