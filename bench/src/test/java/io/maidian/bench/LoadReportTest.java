package io.maidian.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

final class LoadReportTest {
    private static final String OUTPUT =
            """
            Running 3s test @ http://127.0.0.1:18901
              8892 requests in 2.00s, 329.98KB read

            maidian-bench sent=8900 answered=8892 refused=2 broken=1 overdue=0 p50_us=109 p90_us=131 p99_us=202 p999_us=1626 max_us=2751
            """;

    @Test
    void theScriptsLineIsRead() {
        assertThat(LoadReport.parse(OUTPUT))
                .isEqualTo(new LoadReport(8_900, 8_892, 2, 1, 0, 109, 202, 1_626, 2_751));
    }

    @Test
    void onlyWhatWasAnsweredAndNotRefusedIsAcknowledged() {
        LoadReport report = LoadReport.parse(OUTPUT);
        assertThat(report.acknowledged()).isEqualTo(8_890);
        assertThat(report.unanswered()).isEqualTo(8);
    }

    @Test
    void aRunThatWrkDidNotFinishIsToldWithItsOutput() {
        assertThatExceptionOfType(BenchFailure.class)
                .isThrownBy(() -> LoadReport.parse("unable to connect"))
                .withMessageContaining("unable to connect");
    }

    @Test
    void moreAnswersThanRequestsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LoadReport(1, 2, 0, 0, 0, 0, 0, 0, 0));
    }
}
