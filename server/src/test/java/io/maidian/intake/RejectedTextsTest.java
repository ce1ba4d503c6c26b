package io.maidian.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class RejectedTextsTest {
    private static final long NOW = 1_700_000_000_000L;
    private static final long MINUTE = 60_000;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final RejectedTexts texts = new RejectedTexts(100, meters);

    private double left() {
        return meters.get("maidian.quarantine.counted").counter().count();
    }

    @Test
    void fourMinutesOfTextAreKeptAtOnceAndThenWhatEachMinuteAllows() {
        for (int i = 0; i < 4; i++) {
            assertThat(texts.take("a", 100, NOW)).isTrue();
        }
        assertThat(texts.take("a", 1, NOW)).isFalse();
        assertThat(texts.take("a", 51, NOW + MINUTE / 2)).isFalse();
        assertThat(texts.take("a", 50, NOW + MINUTE / 2)).isTrue();
        assertThat(left()).isEqualTo(2);
    }

    @Test
    void projectsHaveBudgetsOfTheirOwn() {
        assertThat(texts.take("a", 400, NOW)).isTrue();
        assertThat(texts.take("a", 1, NOW)).isFalse();
        assertThat(texts.take("b", 400, NOW)).isTrue();
    }

    @Test
    void whatIsLargerThanTheBudgetIsKeptWhenThatIsFull() {
        assertThat(texts.take("a", 1_000, NOW)).isTrue();
        assertThat(texts.take("a", 1, NOW + 6 * MINUTE)).isFalse();
        assertThat(texts.take("a", 1_000, NOW + 10 * MINUTE)).isTrue();
    }

    @Test
    void aClockThatIsSetBackEarnsNothing() {
        assertThat(texts.take("a", 400, NOW)).isTrue();
        assertThat(texts.take("a", 1, NOW - MINUTE)).isFalse();
        assertThat(texts.take("a", 1, NOW)).isFalse();
    }

    @Test
    void withoutABudgetNoTextIsKept() {
        RejectedTexts none = new RejectedTexts(0, new SimpleMeterRegistry());
        assertThat(none.take("a", 1, NOW)).isFalse();
    }
}
