package io.maidian.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class MachineUseTest {
    @Test
    void whatIsNeitherIdleNorOwnWasUsedByOthers() {
        MachineUse before = MachineUse.parse("cpu  0 0 0 0 0 0 0 0 0 0", Duration.ZERO);
        MachineUse after =
                MachineUse.parse("cpu  500 0 100 300 50 0 0 50 0 0", Duration.ofSeconds(4));
        assertThat(after.since(before))
                .isEqualTo(
                        "during this run other programs used 20.0 % of the processors,"
                                + " the host 5.0 %");
    }
}
