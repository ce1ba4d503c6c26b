package io.maidian.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ThreadKindTest {
    @Test
    void namesAreToldByWhatLinuxKeepsOfThem() {
        assertThat(ThreadKind.of("vert.x-eventloo")).isEqualTo(ThreadKind.EVENT_LOOPS);
        assertThat(ThreadKind.of("maidian-log-wri")).isEqualTo(ThreadKind.LOG_WRITER);
        assertThat(ThreadKind.of("store-opening")).isEqualTo(ThreadKind.STORE);
        assertThat(ThreadKind.of("GC Thread#0")).isEqualTo(ThreadKind.COLLECTOR);
        assertThat(ThreadKind.of("C2 CompilerThre")).isEqualTo(ThreadKind.COMPILER);
        assertThat(ThreadKind.of("Signal Dispatch")).isEqualTo(ThreadKind.OTHER);
    }
}
