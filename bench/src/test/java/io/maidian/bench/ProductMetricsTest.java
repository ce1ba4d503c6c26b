package io.maidian.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

final class ProductMetricsTest {
    @Test
    void samplesThatDifferInLabelsAreSummed() {
        ProductMetrics metrics =
                ProductMetrics.parse(
                        """
                        # TYPE maidian_indexer_events_total counter
                        maidian_indexer_events_total{a="x y"} 1.5E3
                        maidian_indexer_events_total{a="z"} 2
                        """);
        assertThat(metrics.indexedEvents()).isEqualTo(1_502);
        assertThat(metrics.settleBacklog()).isEmpty();
    }

    @Test
    void aFigureThatIsMissingIsToldByName() {
        assertThatExceptionOfType(BenchFailure.class)
                .isThrownBy(() -> ProductMetrics.parse("").forces())
                .withMessageContaining("maidian_log_force_seconds_count");
    }
}
