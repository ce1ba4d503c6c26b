package io.maidian.bench;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * {@code bench/run upload --long-batches}: the product alone under batches of 100, indexing on and
 * free to fall behind; then how long it takes until the store has it all.
 */
final class LongBatches {
    private static final String EVENT = "BuyProduct";

    private final Path scratch;
    private final Servers servers;
    private final Wrk wrk;

    LongBatches(Path root, Path scratch, Wrk wrk) {
        this.scratch = scratch;
        this.servers = new Servers(root, scratch);
        this.wrk = wrk;
    }

    /**
     * @return whether each acknowledged event was found once
     */
    boolean measure(int warmUpSeconds, int seconds) throws IOException, InterruptedException {
        Path data = scratch.resolve("data");
        try (ServerProcess product = servers.product(data);
                HttpClient http = HttpClient.newHttpClient()) {
            MaidianApi api = new MaidianApi(http, product.url(), data);
            String ai = api.createProject("bench");
            Ledger ledger = new Ledger(api, ai, EVENT);
            if (warmUpSeconds > 0) {
                load(product, ai, warmUpSeconds, ledger);
                ledger.reconcile();
            }
            Effort before = Effort.read(product.pid());
            long indexedBefore = api.metrics().indexedEvents();
            Duration usedBefore = product.processorTime();
            LoadReport report = load(product, ai, seconds, ledger);
            long sent = report.acknowledged() * Load.BATCH.events();
            MaidianApi.Indexing behind = api.indexing();
            long lag = sent - (api.metrics().indexedEvents() - indexedBefore);
            long resident = product.residentBytes();
            Duration catchUp = ledger.reconcile();
            Duration used = product.processorTime().minus(usedBefore);
            TextTable table = new TextTable("batches of 100 for " + seconds + " s", "figure");
            table.row("events/s, durable", Figures.count((double) sent / seconds));
            table.row("p50", Figures.micros((double) report.p50Micros()));
            table.row("p99", Figures.micros((double) report.p99Micros()));
            table.row("p999", Figures.micros((double) report.p999Micros()));
            table.row("max", Figures.micros((double) report.maxMicros()));
            table.row("not 200, requests", Long.toString(report.refused()));
            table.row(
                    "CPU/event, until all was in the store",
                    "%.2f µs".formatted(used.toNanos() / 1e3 / sent));
            table.row(
                    "not yet in the store 2 s after the last upload",
                    Figures.count((double) Math.max(0, lag)));
            table.row("  in bytes of the log", Figures.megabytes(behind.bytes()));
            table.row("  the first of them had waited", behind.seconds() + " s");
            table.row("until the store had all", Figures.time(catchUp));
            table.row("resident memory at the end", Figures.megabytes(resident));
            System.out.println(table);
            Effort spent = Effort.read(product.pid()).since(before);
            System.out.println(
                    EffortTable.of(
                            "Maidian's threads, until all was in the store",
                            List.of(new EffortTable.PerRun(spent, sent))));
            System.out.println(ledger.balance());
            return ledger.holds();
        }
    }

    private LoadReport load(ServerProcess product, String ai, int seconds, Ledger ledger)
            throws IOException, InterruptedException {
        System.err.println("batches of 100 for " + seconds + " s");
        LoadReport report =
                wrk.run(product.url(), Wrk.uploadTarget(ai), seconds, Load.BATCH.events());
        ledger.add(
                report.acknowledged() * Load.BATCH.events(),
                report.unanswered() * Load.BATCH.events());
        return report;
    }
}
