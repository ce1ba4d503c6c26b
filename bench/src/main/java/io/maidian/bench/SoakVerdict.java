package io.maidian.bench;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a rate was held: what came in, how far the store fell behind, whether memory grew. */
final class SoakVerdict {
    private static final double AIM_PER_SECOND = 300_000;
    private static final double AIM_LAG_SECONDS = 3;

    /** So much of what was due must have been acknowledged. */
    private static final double NEARLY_ALL = 0.98;

    /** By so much the worst lag of one interval may exceed that of those before. */
    private static final double STEADY_LAG_SECONDS = 0.5;

    /** The last third's highest memory may be so much more than that of the third before. */
    private static final double BOUNDED = 1.1;

    private SoakVerdict() {}

    /**
     * @param intervals at least one
     * @param asked events a second that were due
     */
    static TextTable of(List<SoakRun.Interval> intervals, double asked) {
        double rate = average(intervals);
        double lag = worstLagSeconds(intervals);
        int third = Math.max(1, intervals.size() / 3);
        int last = intervals.size() - third;
        long before = highestResident(intervals.subList(Math.max(0, last - third), last));
        long after = highestResident(intervals.subList(last, intervals.size()));
        boolean bounded = intervals.size() >= 3 && after <= before * BOUNDED;
        TextTable table = new TextTable("verdict", "aim", "measured", "reached");
        table.row(
                "durable events/s, of " + Figures.count(asked) + " due",
                "≥ 300 k",
                Figures.count(rate),
                yes(
                        rate >= Math.min(AIM_PER_SECOND * NEARLY_ALL, asked * NEARLY_ALL)
                                && asked >= AIM_PER_SECOND));
        table.row(
                "worst lag of the store",
                "≤ 3 s",
                "%.2f s".formatted(lag),
                yes(lag <= AIM_LAG_SECONDS));
        table.row(
                "resident memory: highest of the last third",
                "≤ 1.1 x the third before",
                Figures.megabytes(after) + " after " + Figures.megabytes(before),
                yes(bounded));
        return table;
    }

    /**
     * Why a rate was not held in these intervals; null if it was. A store that only just falls
     * behind would take longer than a step to be 3 s late, so its lag must not grow at the end
     * either. Some lag is usual, so what it took in within the step says little.
     */
    static @Nullable String whyNotHeld(List<SoakRun.Interval> intervals, double asked) {
        double rate = average(intervals);
        if (rate < asked * NEARLY_ALL) {
            return "only %s acknowledged a second".formatted(Figures.count(rate));
        }
        double lag = worstLagSeconds(intervals);
        if (lag > AIM_LAG_SECONDS) {
            return "the store was %.2f s behind".formatted(lag);
        }
        List<SoakRun.Interval> before = intervals.subList(0, intervals.size() - 1);
        if (!before.isEmpty() && lag > worstLagSeconds(before) + STEADY_LAG_SECONDS) {
            return "the store fell further behind: %.2f s, %.2f s before"
                    .formatted(lag, worstLagSeconds(before));
        }
        return null;
    }

    private static double average(List<SoakRun.Interval> intervals) {
        return intervals.stream()
                .mapToDouble(SoakRun.Interval::acknowledged)
                .average()
                .orElseThrow();
    }

    private static double worstLagSeconds(List<SoakRun.Interval> intervals) {
        return intervals.stream()
                .mapToDouble(interval -> interval.worstLag().seconds())
                .max()
                .orElseThrow();
    }

    private static long highestResident(List<SoakRun.Interval> intervals) {
        return intervals.stream().mapToLong(SoakRun.Interval::residentBytes).max().orElse(0);
    }

    private static String yes(boolean reached) {
        return reached ? "yes" : "NO";
    }
}
