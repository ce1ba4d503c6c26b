package io.maidian.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class UploadMemoryTest {
    private static final int MIB = 1 << 20;

    private final UploadMemory memory = new UploadMemory(32L * MIB, new SimpleMeterRegistry());

    @Test
    void largeBodiesLeaveRoomForSmallOnes() {
        int taken = 0;
        while (memory.take(MIB)) {
            taken++;
        }
        assertThat(taken).isEqualTo(14);
        assertThat(memory.take(UploadMemory.SMALL_BODY_BYTES)).isTrue();
    }

    @Test
    void bodiesNeverTakeMoreThanTheirHalf() {
        while (memory.take(UploadMemory.SMALL_BODY_BYTES)) {
            assertThat(memory.usedBytes()).isLessThanOrEqualTo(16L * MIB);
        }
        assertThat(memory.usedBytes()).isEqualTo(16L * MIB);
    }

    @Test
    void whatWasRefusedOrGivenBackIsThereForOthers() {
        assertThat(memory.take(17L * MIB)).isFalse();
        assertThat(memory.usedBytes()).isZero();
        assertThat(memory.take(14L * MIB)).isTrue();
        assertThat(memory.take(MIB)).isFalse();
        memory.giveBack(14L * MIB);
        assertThat(memory.take(14L * MIB)).isTrue();
    }
}
