package io.maidian.store.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Settings that cannot work are refused with a sentence. */
class DuckDbOptionsTest {
    @Test
    void defaultsFitTheMachine() {
        assertThat(DuckDbOptions.defaults(1).threads()).isEqualTo(1);
        assertThat(DuckDbOptions.defaults(64).threads()).isEqualTo(16);
        assertThat(DuckDbOptions.defaults(1).queries()).isEqualTo(2);
    }

    @Test
    void badSettingsAreRefused() {
        Duration second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> new DuckDbOptions(1, 1, 0, 1 << 20, 1, second))
                .hasMessageContaining("memory below 64 MiB");
        assertThatThrownBy(() -> new DuckDbOptions(64 << 20, 0, 0, 1 << 20, 1, second))
                .hasMessageContaining("threads");
        assertThatThrownBy(() -> new DuckDbOptions(64 << 20, 1, 0, 0, 1, second))
                .hasMessageContaining("checkpoint");
        assertThatThrownBy(() -> new DuckDbOptions(64 << 20, 1, 0, 1 << 20, 0, second))
                .hasMessageContaining("queries");
        assertThatThrownBy(() -> new DuckDbOptions(64 << 20, 1, 0, 1 << 20, 1, Duration.ZERO))
                .hasMessageContaining("time-out");
    }
}
