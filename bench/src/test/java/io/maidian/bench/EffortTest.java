package io.maidian.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class EffortTest {
    @Test
    void whatLiesBetweenTwoMomentsIsSummedByKind() {
        Effort before = new Effort(Map.of(1L, spent(100, 10, 1_000)));
        Effort after = new Effort(Map.of(1L, spent(150, 12, 3_000), 2L, spent(30, 1, 500)));
        assertThat(after.since(before).byKind())
                .containsEntry(ThreadKind.EVENT_LOOPS, spent(80, 3, 2_500));
    }

    private static Effort.Spent spent(double micros, long switches, long bytes) {
        return new Effort.Spent(ThreadKind.EVENT_LOOPS, micros, switches, bytes);
    }
}
