package io.maidian.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class FiguresTest {
    @Test
    void countsHaveThreeDigitsAndAUnit() {
        assertThat(Figures.count(870)).isEqualTo("870");
        assertThat(Figures.count(46_149)).isEqualTo("46.1 k");
        assertThat(Figures.count(999_400)).isEqualTo("999 k");
        assertThat(Figures.count(1_234_000)).isEqualTo("1.23 M");
    }

    @Test
    void aSpreadShowsItsEndsUnlessThereWasOneRun() {
        assertThat(Figures.count(Spread.of(1_000, 2_000, 3_000)))
                .isEqualTo("2.00 k (1.00 k - 3.00 k)");
        assertThat(Figures.count(Spread.of(2_000))).isEqualTo("2.00 k");
        assertThat(Figures.micros(Spread.of(900_000, 1_500_000)))
                .isEqualTo("1.20 s (900 ms - 1.50 s)");
    }

    @Test
    void timesAreInMillisecondsUpToASecond() {
        assertThat(Figures.micros(612)).isEqualTo("0.61 ms");
        assertThat(Figures.micros(19_960)).isEqualTo("20.0 ms");
        assertThat(Figures.time(Duration.ofMillis(2_345))).isEqualTo("2.35 s");
    }

    @Test
    void bytesAreInMillions() {
        assertThat(Figures.megabytes(123_400_000)).isEqualTo("123 MB");
    }

    @Test
    void ratiosHaveTwoPlaces() {
        assertThat(Figures.ratio(0.4261)).isEqualTo("0.43 x");
    }
}
