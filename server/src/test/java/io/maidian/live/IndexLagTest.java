package io.maidian.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.live.IndexLag.Lag;
import io.maidian.log.LogPosition;
import org.junit.jupiter.api.Test;

class IndexLagTest {
    /** As {@link System#nanoTime}: it may begin anywhere, and run over. */
    private long nanos = Long.MAX_VALUE - 5_000_000_000L;

    private long end;
    private long reached;
    private final IndexLag lag =
            new IndexLag(() -> new LogPosition(end), () -> new LogPosition(reached), () -> nanos);

    private void second() {
        nanos += 1_000_000_000L;
        lag.sample();
    }

    @Test
    void aStoreThatIsThereIsNotBehind() {
        end = 500;
        reached = 500;
        second();
        second();
        assertThat(lag.now()).isEqualTo(new Lag(0, 0));
    }

    @Test
    void itIsBehindForAsLongAsTheFirstThatItLacksHasWaited() {
        end = 500;
        for (int i = 0; i < 10; i++) {
            second();
            end += 100;
        }
        assertThat(lag.now()).isEqualTo(new Lag(1_500, 9));
        reached = 900;
        assertThat(lag.now()).isEqualTo(new Lag(600, 4));
    }

    @Test
    void aStoreThatKeepsUpWithASteadyStreamIsHardlyBehind() {
        for (int i = 0; i < 100; i++) {
            end += 1_000;
            second();
            reached = end - 10;
        }
        assertThat(lag.now().seconds()).isZero();
        assertThat(lag.now().bytes()).isEqualTo(10);
    }

    @Test
    void aLagOfMoreThanAnHourIsToldAsOne() {
        end = 1;
        for (int i = 0; i < 4_000; i++) {
            second();
        }
        assertThat(lag.now().seconds()).isBetween(3_598L, (long) IndexLag.MAX_SECONDS);
    }
}
