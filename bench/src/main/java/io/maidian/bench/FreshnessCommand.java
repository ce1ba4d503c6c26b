package io.maidian.bench;

import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code bench/run freshness}: from an acknowledgement to a query that counts the event, under
 * load.
 */
@Command(
        name = "freshness",
        description = "How soon a query counts what was acknowledged, while uploads go on.",
        mixinStandardHelpOptions = true)
final class FreshnessCommand implements Callable<Integer> {
    private static final String EVENT = "BuyProduct";
    private static final long AIM_NANOS = Duration.ofSeconds(1).toNanos();

    @Mixin private Options options = new Options();

    @Option(
            names = "--rate",
            defaultValue = "10000",
            description = "events a second (${DEFAULT-VALUE})")
    private int eventsPerSecond;

    @Option(
            names = "--batch",
            defaultValue = "100",
            description = "events a request (${DEFAULT-VALUE})")
    private int batch;

    @Option(
            names = "--seconds",
            defaultValue = "20",
            description = "measured time (${DEFAULT-VALUE})")
    private int seconds;

    @Option(
            names = "--warm-up",
            defaultValue = "10",
            description = "seconds of the same before (${DEFAULT-VALUE})")
    private int warmUpSeconds;

    @Option(
            names = "--probes",
            defaultValue = "25",
            description = "marked single events a second (${DEFAULT-VALUE})")
    private int probesPerSecond;

    @Option(
            names = "--poll",
            defaultValue = "20",
            description = "ms between a query's answer and the next query (${DEFAULT-VALUE})")
    private int pollMillis;

    @Override
    public Integer call() throws Exception {
        if (eventsPerSecond < 1 || batch < 1 || seconds < 1 || probesPerSecond < 1) {
            throw new BenchFailure("--rate, --batch, --seconds and --probes are at least 1");
        }
        try (Scratch scratch = options.openScratch()) {
            System.out.println(MachineFacts.read(scratch.folder()));
            Path data = scratch.folder().resolve("data");
            Servers servers = new Servers(options.root(), scratch.folder());
            try (ServerProcess product = servers.product(data);
                    HttpClient http =
                            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
                return measure(product, new MaidianApi(http, product.url(), data), http);
            }
        }
    }

    private int measure(ServerProcess product, MaidianApi api, HttpClient http) throws Exception {
        String ai = api.createProject("bench");
        UploadClient client = new UploadClient(http, product.url(), ai);
        Duration warmUp = Duration.ofSeconds(warmUpSeconds);
        Duration measured = Duration.ofSeconds(seconds);
        int probeLimit = probesPerSecond * (warmUpSeconds + seconds);
        FreshnessProbes probes =
                new FreshnessProbes(
                        api, client, probesPerSecond, probeLimit, Duration.ofMillis(pollMillis));
        PacedUploads uploads = new PacedUploads(client, EVENT, eventsPerSecond, batch);
        Duration before = product.processorTime();
        long started = System.nanoTime();
        try (ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread::new)) {
            CompletableFuture<Void> sent =
                    CompletableFuture.runAsync(() -> probes.send(warmUp, measured), threads);
            var watched =
                    threads.submit(() -> {
                        probes.watch(ai);
                        return true;
                    });
            uploads.run(warmUp, measured);
            sent.join();
            watched.get();
        }
        Duration wall = Duration.ofNanos(System.nanoTime() - started);
        Duration used = product.processorTime().minus(before);
        print(probes, uploads);
        System.out.printf(
                "processor time of the product: %.0f %% of one core%n",
                100.0 * used.toNanos() / wall.toNanos());
        return reconcile(api, ai, probes, uploads);
    }

    private void print(FreshnessProbes probes, PacedUploads uploads) {
        TextTable table =
                new TextTable("at " + eventsPerSecond + " events/s", "p50", "p99", "max", "of");
        Histogram freshness = probes.freshnessNanos();
        row(table, "acknowledged → in a query's answer", freshness);
        row(table, "  late by at most (polling)", probes.resolutionNanos());
        row(table, "  the query itself", probes.queryNanos());
        row(table, "upload due → acknowledged", uploads.answerNanos());
        System.out.println(table);
        System.out.printf(
                "aim: p99 of acknowledged → in a query's answer ≤ 1 s: %s%n",
                freshness.getValueAtPercentile(99) <= AIM_NANOS ? "reached" : "NOT reached");
        System.out.printf(
                "not 200: %d events; never answered: %d%n",
                uploads.refused(), uploads.unanswered());
    }

    private static void row(TextTable table, String what, Histogram nanos) {
        table.row(
                what,
                time(nanos.getValueAtPercentile(50)),
                time(nanos.getValueAtPercentile(99)),
                time(nanos.getMaxValue()),
                Long.toString(nanos.getTotalCount()));
    }

    private static String time(long nanos) {
        return Figures.time(Duration.ofNanos(nanos));
    }

    private static int reconcile(
            MaidianApi api, String ai, FreshnessProbes probes, PacedUploads uploads)
            throws Exception {
        Ledger bulk = new Ledger(api, ai, EVENT);
        bulk.add(uploads.acknowledged(), uploads.unanswered());
        Ledger marked = new Ledger(api, ai, FreshnessProbes.EVENT);
        marked.add(probes.acknowledged(), 0);
        bulk.reconcile();
        marked.reconcile();
        System.out.println(bulk.balance());
        System.out.println(marked.balance());
        return bulk.holds() && marked.holds() ? 0 : 1;
    }
}
