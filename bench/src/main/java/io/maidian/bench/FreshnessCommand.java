package io.maidian.bench;

import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
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
    private static final int CONNECTIONS = 64;

    @Mixin private Options options = new Options();

    @Option(
            names = "--rate",
            description =
                    "events a second; 1,000 as single events and then 200,000 in batches of 100"
                            + " if left out")
    private @Nullable Integer eventsPerSecond;

    @Option(
            names = "--batch",
            defaultValue = "100",
            description = "events a request, with --rate (${DEFAULT-VALUE})")
    private int batch;

    @Option(
            names = "--seconds",
            defaultValue = "20",
            description = "measured time (${DEFAULT-VALUE})")
    private int seconds;

    @Option(
            names = "--warm-up",
            defaultValue = "15",
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

    /**
     * What comes beside the probes.
     *
     * @param aim for the p99 from the acknowledgement to the answer
     */
    private record Level(int eventsPerSecond, int batch, Duration aim) {}

    @Override
    public Integer call() throws Exception {
        Integer rate = eventsPerSecond;
        if ((rate != null && rate < 1) || batch < 1 || seconds < 1 || probesPerSecond < 1) {
            throw new BenchFailure("--rate, --batch, --seconds and --probes are at least 1");
        }
        List<Level> levels =
                rate == null
                        ? List.of(
                                new Level(1_000, 1, Duration.ofMillis(300)),
                                new Level(200_000, 100, Duration.ofSeconds(1)))
                        : List.of(new Level(rate, batch, Duration.ofSeconds(1)));
        try (Scratch scratch = options.openScratch()) {
            System.out.println(MachineFacts.read(scratch.folder()));
            Servers servers = new Servers(options.root(), scratch.folder());
            boolean holds = true;
            for (Level level : levels) {
                Path data = scratch.folder().resolve("data-" + level.eventsPerSecond);
                try (ServerProcess product = servers.product(data);
                        HttpClient http =
                                HttpClient.newBuilder()
                                        .version(HttpClient.Version.HTTP_1_1)
                                        .build()) {
                    MaidianApi api = new MaidianApi(http, product.url(), data);
                    holds &= measure(product, api, http, level);
                }
            }
            return holds ? 0 : 1;
        }
    }

    /**
     * @return whether each acknowledged event was found once
     */
    private boolean measure(ServerProcess product, MaidianApi api, HttpClient http, Level level)
            throws Exception {
        String ai = api.createProject("bench");
        UploadClient client = new UploadClient(http, product.url(), ai);
        Duration warmUp = Duration.ofSeconds(warmUpSeconds);
        Duration measured = Duration.ofSeconds(seconds);
        int probeLimit = probesPerSecond * (warmUpSeconds + seconds);
        FreshnessProbes probes =
                new FreshnessProbes(
                        api, client, probesPerSecond, probeLimit, Duration.ofMillis(pollMillis));
        UploadTemplate template = new UploadTemplate(ai, EVENT, level.batch);
        try (PacedUploads uploads =
                        new PacedUploads(product.port(), template, level.batch, CONNECTIONS);
                ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread::new)) {
            CompletableFuture<Void> sent =
                    CompletableFuture.runAsync(() -> probes.send(warmUp, measured), threads);
            var watched =
                    threads.submit(() -> {
                        probes.watch(ai);
                        return true;
                    });
            uploads.run(level.eventsPerSecond, warmUp);
            uploads.takeAnswerNanos();
            long acknowledgedBefore = uploads.acknowledged();
            Duration usedBefore = product.processorTime();
            Duration ownBefore = ProcessFiles.processorTime(ProcessHandle.current().pid());
            long started = System.nanoTime();
            uploads.run(level.eventsPerSecond, measured);
            double wallNanos = System.nanoTime() - started;
            Duration used = product.processorTime().minus(usedBefore);
            Duration own =
                    ProcessFiles.processorTime(ProcessHandle.current().pid()).minus(ownBefore);
            sent.join();
            watched.get();
            print(probes, uploads, level);
            System.out.printf(
                    "acknowledged: %s events/s; processor time: the product %.0f %% of one core,"
                            + " the load program %.0f %%%n",
                    Figures.count((uploads.acknowledged() - acknowledgedBefore) * 1e9 / wallNanos),
                    100 * used.toNanos() / wallNanos,
                    100 * own.toNanos() / wallNanos);
            return reconcile(api, ai, probes, uploads);
        }
    }

    private static void print(FreshnessProbes probes, PacedUploads uploads, Level level) {
        TextTable table =
                new TextTable(
                        "at %,d events/s, %d a request"
                                .formatted(level.eventsPerSecond, level.batch),
                        "p50",
                        "p99",
                        "max",
                        "of");
        Histogram freshness = probes.freshnessNanos();
        row(table, "acknowledged → in a query's answer", freshness);
        row(table, "  late by at most (polling)", probes.resolutionNanos());
        row(table, "  the query itself", probes.queryNanos());
        row(table, "upload due → acknowledged", uploads.takeAnswerNanos());
        System.out.println(table);
        System.out.printf(
                "aim: p99 of acknowledged → in a query's answer ≤ %s: %s%n",
                Figures.time(level.aim),
                freshness.getValueAtPercentile(99) <= level.aim.toNanos()
                        ? "reached"
                        : "NOT reached");
        System.out.printf(
                "not 200: %d events; never answered: %d; due and never sent: %d%n",
                uploads.refused(), uploads.unanswered(), uploads.unsent());
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

    private static boolean reconcile(
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
        return bulk.holds() && marked.holds();
    }
}
