package io.maidian.bench;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench/run start}: how soon the product answers, and what it takes while nobody asks. */
@Command(
        name = "start",
        description = "Start to the first 200, empty and after a crash; memory and CPU at rest.",
        mixinStandardHelpOptions = true)
final class StartCommand implements Callable<Integer> {
    private static final String EVENT = "BuyProduct";
    private static final int FILL_CONNECTIONS = 16;
    private static final int FILL_PER_SECOND = 400_000;
    private static final Duration FILL_STEP = Duration.ofMillis(500);
    private static final double START_MICROS = 3e6;
    private static final long REST_BYTES = 400_000_000;

    @Mixin private Options options = new Options();

    @Option(
            names = "--starts",
            defaultValue = "7",
            description = "starts to take the median of (${DEFAULT-VALUE})")
    private int starts;

    @Option(
            names = "--log",
            paramLabel = "MB",
            defaultValue = "1000",
            description = "log to recover (${DEFAULT-VALUE})")
    private int logMegabytes;

    @Option(
            names = "--rest",
            defaultValue = "60",
            description = "seconds without requests (${DEFAULT-VALUE})")
    private int restSeconds;

    /**
     * At rest.
     *
     * @param percent of one core
     */
    private record Rest(long residentBytes, double percent) {}

    @Override
    public Integer call() throws Exception {
        if (starts < 1 || logMegabytes < 1 || restSeconds < 1) {
            throw new BenchFailure("--starts, --log and --rest are at least 1");
        }
        try (Scratch scratch = options.openScratch()) {
            System.out.println(MachineFacts.read(scratch.folder()));
            Servers servers = new Servers(options.root(), scratch.folder());
            List<Duration> empty = new ArrayList<>();
            for (int i = 1; i < starts; i++) {
                Path data = scratch.folder().resolve("empty-" + i);
                try (ServerProcess product = servers.product(data)) {
                    empty.add(product.firstAnswer());
                }
            }
            Rest fresh;
            try (ServerProcess product = servers.product(scratch.folder().resolve("empty"))) {
                empty.add(product.firstAnswer());
                fresh = rest(product);
            }
            return afterACrash(servers, scratch.folder().resolve("data"), empty, fresh);
        }
    }

    private int afterACrash(Servers servers, Path data, List<Duration> empty, Rest fresh)
            throws IOException, InterruptedException {
        Filled filled = fillAndKill(servers, data);
        long logBytes = ProcessFiles.folderBytes(data.resolve("log"));
        System.err.println("starting after a crash, " + starts + " times");
        List<Duration> crashed = new ArrayList<>();
        for (int i = 1; i < starts; i++) {
            try (ServerProcess product = servers.product(data)) {
                crashed.add(product.firstAnswer());
                product.kill();
            }
        }
        try (ServerProcess product = servers.product(data);
                HttpClient http = HttpClient.newHttpClient()) {
            crashed.add(product.firstAnswer());
            MaidianApi api = new MaidianApi(http, product.url(), data);
            Ledger ledger = new Ledger(api, filled.ai, EVENT);
            ledger.add(filled.acknowledged, filled.unanswered);
            Duration caughtUp = ledger.reconcile();
            Rest recovered = rest(product);
            TextTable table = new TextTable("what", "aim", "figure", "reached");
            startRow(table, "start to the first 200, empty folder", empty);
            startRow(
                    table,
                    "the same after kill -9 under load, log of " + Figures.megabytes(logBytes),
                    crashed);
            table.row("then until the store had all", "", Figures.time(caughtUp), "");
            restRows(table, "after a start over an empty folder", fresh);
            restRows(table, "after that recovery", recovered);
            System.out.println(table);
            System.out.println(ledger.balance());
            return ledger.holds() ? 0 : 1;
        }
    }

    /** What was uploaded before the crash; what was on its way then may be stored or not. */
    private record Filled(String ai, long acknowledged, long unanswered) {}

    /** Uploads until the log is long enough, and kills the product while more comes. */
    private Filled fillAndKill(Servers servers, Path data)
            throws IOException, InterruptedException {
        System.err.println("filling a log of " + logMegabytes + " MB");
        try (ServerProcess product = servers.product(data);
                HttpClient http = HttpClient.newHttpClient()) {
            MaidianApi api = new MaidianApi(http, product.url(), data);
            String ai = api.createProject("bench");
            int batch = Load.BATCH.events();
            UploadTemplate template = new UploadTemplate(ai, EVENT, batch);
            try (PacedUploads uploads =
                    new PacedUploads(product.port(), template, batch, FILL_CONNECTIONS)) {
                while (ProcessFiles.folderBytes(data.resolve("log")) < logMegabytes * 1_000_000L) {
                    uploads.run(FILL_PER_SECOND, FILL_STEP);
                }
                CompletableFuture<Void> killed =
                        CompletableFuture.runAsync(() -> killSoon(product));
                try {
                    uploads.run(FILL_PER_SECOND, FILL_STEP.multipliedBy(2));
                } catch (IOException | BenchFailure _) {
                    System.err.println("killed under load");
                }
                killed.join();
                long onTheirWay = uploads.unanswered() + (long) FILL_CONNECTIONS * batch;
                return new Filled(ai, uploads.acknowledged(), onTheirWay);
            }
        }
    }

    private static void killSoon(ServerProcess product) {
        try {
            Thread.sleep(FILL_STEP);
            product.kill();
        } catch (InterruptedException e) {
            throw new BenchFailure("interrupted", e);
        }
    }

    private Rest rest(ServerProcess product) throws IOException, InterruptedException {
        System.err.println(restSeconds + " s without requests");
        Thread.sleep(Duration.ofSeconds(5)); // what the start set going ends
        Duration before = product.processorTime();
        Thread.sleep(Duration.ofSeconds(restSeconds));
        Duration used = product.processorTime().minus(before);
        return new Rest(product.residentBytes(), used.toNanos() / 1e7 / restSeconds);
    }

    private static void startRow(TextTable table, String what, List<Duration> starts) {
        Spread micros =
                Spread.of(starts.stream().mapToDouble(one -> one.toNanos() / 1e3).toArray());
        table.row(what, "≤ 3 s", Figures.micros(micros), yes(micros.median() <= START_MICROS));
    }

    private static void restRows(TextTable table, String when, Rest rest) {
        table.row(
                "resident memory at rest, " + when,
                "≤ 400 MB",
                Figures.megabytes(rest.residentBytes),
                yes(rest.residentBytes <= REST_BYTES));
        table.row(
                "processor at rest, " + when,
                "",
                "%.2f %% of one core".formatted(rest.percent),
                "");
    }

    private static String yes(boolean reached) {
        return reached ? "yes" : "NO";
    }
}
