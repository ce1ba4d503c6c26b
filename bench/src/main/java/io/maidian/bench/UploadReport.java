package io.maidian.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What {@code bench/run upload} prints.
 *
 * @param connections that uploads came over
 */
record UploadReport(UploadRun.Plan plan, int connections, Measured measured, Rest rest, Fate fate) {
    private static final double SINGLE_PER_SECOND = 40_000;
    private static final double SINGLE_P99_MICROS = 20_000;
    private static final double BATCHED_PER_SECOND = 500_000;
    private static final double START_MICROS = 3e6;
    private static final long REST_BYTES = 400_000_000;

    /**
     * The loads' figures.
     *
     * @param series by load, then by server, the product first
     * @param forceLoops the disk alone, one of each run
     */
    record Measured(
            Map<Load, Map<String, LoadSeries>> series, Map<Load, List<DiskProbe>> forceLoops) {}

    /**
     * Starts, and memory while nothing happens.
     *
     * @param emptyStarts in microseconds, until {@code GET /} is 200; likewise the other
     * @param bytesBefore resident before the load; likewise the other
     */
    record Rest(Spread emptyStarts, Spread fullStarts, long bytesBefore, long bytesAfter) {}

    /**
     * What became of all that was sent to the product, warm-ups included.
     *
     * @param running held against the process that took it; likewise the other
     * @param refused requests answered with 400 or more
     */
    record Fate(Ledger running, Ledger restarted, long refused, long broken, long overdue) {}

    boolean ledgerHolds() {
        return fate.running.holds() && fate.restarted.holds();
    }

    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        parts.add(
                "Uploads over %d runs of %d s each: medians (lowest - highest)"
                        .formatted(plan.runs(), plan.seconds()));
        parts.add(loads().toString());
        for (Load load : plan.loads()) {
            LoadSeries product = product(load);
            if (product != null) {
                String title = "Maidian's threads, " + load.title();
                parts.add(EffortTable.of(title, product.efforts()).toString());
            }
        }
        parts.add("Start and rest");
        parts.add(others().toString());
        parts.add("Aims");
        parts.add(aims().toString());
        parts.add(
                "not 200: %d requests; broken connections: %d; later than 10 s: %d"
                        .formatted(fate.refused, fate.broken, fate.overdue));
        parts.add("while running    " + fate.running.balance());
        parts.add("after restarts   " + fate.restarted.balance());
        parts.add(
                "longest wait until the store had all of a run: "
                        + Figures.time(fate.running.longestCatchUp()));
        return String.join("\n", parts) + "\n";
    }

    private TextTable loads() {
        TextTable table =
                new TextTable(
                        "load, server",
                        "events/s",
                        "p50",
                        "p99",
                        "p999",
                        "max",
                        "CPU/event",
                        "Maidian to it");
        measured.series.forEach((load, servers) -> {
            servers.forEach((server, figures) ->
                    table.row(
                            load.title() + ", " + server,
                            Figures.count(figures.eventsPerSecond()),
                            Figures.micros(figures.p50Micros().median()),
                            Figures.micros(figures.p99Micros().median()),
                            Figures.micros(figures.p999Micros().median()),
                            Figures.micros(figures.maxMicros().median()),
                            "%.2f µs".formatted(figures.processorMicrosPerEvent().median()),
                            ratio(servers, server)));
            forceLoop(table, load, servers);
        });
        return table;
    }

    /** What the disk alone would allow, if each force took one upload of every connection. */
    private void forceLoop(TextTable table, Load load, Map<String, LoadSeries> servers) {
        List<DiskProbe> probes = measured.forceLoops.getOrDefault(load, List.of());
        LoadSeries product = servers.get(Servers.PRODUCT);
        if (probes.isEmpty() || product == null) {
            return;
        }
        Spread rate =
                Spread.of(
                        probes.stream()
                                .mapToDouble(probe ->
                                        probe.forcesPerSecond() * connections * load.events())
                                .toArray());
        table.row(
                load.title() + ", write + force loop of " + probes.getFirst().blockKilobytes(),
                Figures.count(rate),
                median(probes, DiskProbe::p50Micros),
                median(probes, DiskProbe::p99Micros),
                "",
                "",
                "",
                Figures.ratio(product.eventsPerSecond().ratioTo(rate)));
    }

    private static String median(List<DiskProbe> probes, ToDoubleFunction<DiskProbe> micros) {
        return Figures.micros(Spread.of(probes.stream().mapToDouble(micros).toArray()).median());
    }

    private static String ratio(Map<String, LoadSeries> servers, String server) {
        LoadSeries product = servers.get(Servers.PRODUCT);
        LoadSeries other = servers.get(server);
        if (product == null || other == null || product == other) {
            return "";
        }
        return Figures.ratio(product.eventsPerSecond().ratioTo(other.eventsPerSecond()));
    }

    private TextTable others() {
        TextTable table = new TextTable("what", "figure");
        table.row("start to the first 200, empty folder", Figures.micros(rest.emptyStarts));
        table.row("start to the first 200, after the load", Figures.micros(rest.fullStarts));
        table.row("resident memory at rest, before the load", Figures.megabytes(rest.bytesBefore));
        table.row("resident memory at rest, after the load", Figures.megabytes(rest.bytesAfter));
        return table;
    }

    private TextTable aims() {
        TextTable table = new TextTable("what", "aim", "measured", "reached");
        LoadSeries single = product(Load.SINGLE);
        LoadSeries batch = product(Load.BATCH);
        if (single != null) {
            double rate = single.eventsPerSecond().median();
            double p99 = single.p99Micros().median();
            table.row(
                    "single-event POSTs a second, durable",
                    "≥ 40 k",
                    Figures.count(rate),
                    yes(rate >= SINGLE_PER_SECOND));
            table.row("their p99", "≤ 20 ms", Figures.micros(p99), yes(p99 <= SINGLE_P99_MICROS));
        }
        if (batch != null) {
            double batched = batch.eventsPerSecond().median();
            table.row(
                    "events a second in batches of 100, durable",
                    "≥ 500 k",
                    Figures.count(batched),
                    yes(batched >= BATCHED_PER_SECOND));
        }
        double start = rest.emptyStarts.median();
        table.row(
                "start to the first 200",
                "≤ 3 s",
                Figures.micros(start),
                yes(start <= START_MICROS));
        memoryAim(table, "resident memory at rest", rest.bytesBefore);
        memoryAim(table, "the same after the load", rest.bytesAfter);
        return table;
    }

    private static void memoryAim(TextTable table, String what, long bytes) {
        table.row(what, "≤ 400 MB", Figures.megabytes(bytes), yes(bytes <= REST_BYTES));
    }

    private @Nullable LoadSeries product(Load load) {
        Map<String, LoadSeries> servers = measured.series.get(load);
        return servers == null ? null : servers.get(Servers.PRODUCT);
    }

    private static String yes(boolean reached) {
        return reached ? "yes" : "NO";
    }
}
