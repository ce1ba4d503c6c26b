package io.maidian.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SoakVerdictTest {
    private static SoakRun.Interval interval(double in, double stored, double lag, long resident) {
        return new SoakRun.Interval(
                in, stored, new SoakWatch.Lag(Math.round(lag * in), lag), resident, 1_000);
    }

    @Test
    void aRateIsHeldWhereAllComesInAndReachesTheStore() {
        assertThat(SoakVerdict.whyNotHeld(List.of(interval(100, 99, 2.9, 1)), 100)).isNull();
        assertThat(
                        SoakVerdict.whyNotHeld(
                                List.of(interval(100, 90, 1, 1), interval(100, 110, 1.4, 1)), 100))
                .isNull();
    }

    @Test
    void aRateIsNotHeldForEachOfThreeReasons() {
        assertThat(SoakVerdict.whyNotHeld(List.of(interval(97, 97, 0, 1)), 100))
                .contains("acknowledged");
        assertThat(SoakVerdict.whyNotHeld(List.of(interval(100, 99, 3.1, 1)), 100))
                .contains("behind");
        assertThat(
                        SoakVerdict.whyNotHeld(
                                List.of(interval(100, 95, 1, 1), interval(100, 95, 1.6, 1)), 100))
                .contains("fell further behind");
    }

    @Test
    void memoryThatGrowsIsNotBounded() {
        List<SoakRun.Interval> grows =
                List.of(
                        interval(300_000, 300_000, 1, 100_000_000),
                        interval(300_000, 300_000, 1, 110_000_000),
                        interval(300_000, 300_000, 1, 130_000_000));
        assertThat(SoakVerdict.of(grows, 300_000).toString())
                .contains("130 MB after 110 MB")
                .containsPattern("resident memory.*NO");
    }
}
