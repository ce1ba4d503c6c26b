package io.maidian.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** The product's effort for one event, by what its threads are for: medians over runs. */
final class EffortTable {
    private EffortTable() {}

    /**
     * One run's effort.
     *
     * @param events that it was for
     */
    record PerRun(Effort effort, long events) {}

    /**
     * @param runs at least one
     */
    static TextTable of(String title, List<PerRun> runs) {
        TextTable table =
                new TextTable(title, "CPU/event", "context switches/event", "allocated/event");
        double micros = 0;
        double switches = 0;
        double bytes = 0;
        for (ThreadKind kind : ThreadKind.values()) {
            double kindMicros = median(runs, kind, Effort.Spent::processorMicros);
            double kindSwitches = median(runs, kind, Effort.Spent::switches);
            double kindBytes = median(runs, kind, Effort.Spent::allocatedBytes);
            row(table, kind.title(), kindMicros, kindSwitches, kindBytes);
            micros += kindMicros;
            switches += kindSwitches;
            bytes += kindBytes;
        }
        row(table, "sum", micros, switches, bytes);
        return table;
    }

    private static void row(
            TextTable table, String title, double micros, double switches, double bytes) {
        table.row(
                title,
                "%.2f µs".formatted(micros),
                "%.3f".formatted(switches),
                "%.0f B".formatted(bytes));
    }

    private static double median(
            List<PerRun> runs, ThreadKind kind, ToDoubleFunction<Effort.Spent> figure) {
        return Spread.of(
                        runs.stream()
                                .mapToDouble(run ->
                                        figure.applyAsDouble(run.effort().byKind().get(kind))
                                                / run.events())
                                .toArray())
                .median();
    }
}
