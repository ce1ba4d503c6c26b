package io.maidian.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What the machine's processors did up to a moment: so that a run can say how much of them other
 * programs took from it, which its figures are worth less by.
 *
 * @param busy of all processors, for any program or the kernel
 * @param stolen by the host that the machine is a guest of
 * @param total of all processors, idle or not
 * @param own of this program and all that it started, as far as they have ended
 */
record MachineUse(Duration busy, Duration stolen, Duration total, Duration own) {
    private static final long NANOS_PER_TICK = 10_000_000;

    // Places among the figures of the first line of /proc/stat.
    private static final int USER = 0;
    private static final int NICE = 1;
    private static final int SYSTEM = 2;
    private static final int INTERRUPTS = 5;
    private static final int SOFT_INTERRUPTS = 6;
    private static final int STOLEN = 7;
    private static final int FIGURES = 8;

    static MachineUse now() throws IOException {
        return parse(
                Files.readAllLines(Path.of("/proc/stat")).getFirst(),
                ProcessFiles.processorTime(ProcessHandle.current().pid()));
    }

    /**
     * @param cpuLine the first of {@code /proc/stat}
     */
    static MachineUse parse(String cpuLine, Duration own) {
        String[] words = cpuLine.split(" +");
        long[] ticks = new long[FIGURES];
        long total = 0;
        for (int i = 0; i < FIGURES; i++) {
            ticks[i] = Long.parseLong(words[i + 1]);
            total += ticks[i];
        }
        long busy =
                ticks[USER]
                        + ticks[NICE]
                        + ticks[SYSTEM]
                        + ticks[INTERRUPTS]
                        + ticks[SOFT_INTERRUPTS];
        return new MachineUse(time(busy), time(ticks[STOLEN]), time(total), own);
    }

    /** One line for the reader. */
    String since(MachineUse earlier) {
        double all = total.minus(earlier.total).toNanos();
        double others = busy.minus(earlier.busy).minus(own.minus(earlier.own)).toNanos();
        return "during this run other programs used %.1f %% of the processors, the host %.1f %%"
                .formatted(
                        100 * Math.max(0, others) / all,
                        100 * stolen.minus(earlier.stolen).toNanos() / all);
    }

    private static Duration time(long ticks) {
        return Duration.ofNanos(ticks * NANOS_PER_TICK);
    }
}
