package io.maidian.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ThreadDumpTest {
    private static final String DUMP =
            """
            Full thread dump OpenJDK 64-Bit Server VM (25.0.3+9-LTS mixed mode):

            "main" #3 [22637] prio=5 os_prio=0 cpu=2338.05ms elapsed=3.64s allocated=870M defined_classes=1498 tid=0x00007fccc802aaf0 nid=22637 runnable  [0x00007fccce91e000]
               java.lang.Thread.State: RUNNABLE
            "vert.x-eventloop-thread-0" #12 [22646] daemon prio=10 os_prio=0 cpu=1.73ms elapsed=3.52s allocated=64B defined_classes=0 tid=0x00007fccc80b4e90 nid=22646 waiting on condition  [0x00007fcccc1a6000]
            "GC Thread#0" os_prio=0 cpu=1.0ms elapsed=3.6s tid=0x00007fccc8060 nid=22638 runnable
            """;

    @Test
    void allocatedBytesAreReadByTheSystemsThreadId() {
        assertThat(ThreadDump.parse(DUMP))
                .containsEntry(22_637L, 870L << 20)
                .containsEntry(22_646L, 64L)
                .hasSize(2);
    }

    @Test
    void aRunningJvmTellsThem() throws Exception {
        assertThat(ThreadDump.allocatedBytes(ProcessHandle.current().pid())).isNotEmpty();
    }
}
