package io.maidian.bench;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench/run soak}: whether a rate can be kept up, with all that goes on beside it. */
@Command(
        name = "soak",
        description =
                "Holds a rate for minutes, with a console open: does the store keep up, is memory"
                        + " bounded?",
        mixinStandardHelpOptions = true)
final class SoakCommand implements Callable<Integer> {
    private static final String EVENT = "BuyProduct";
    private static final int BATCH = 100;
    private static final int CONNECTIONS = 64;
    private static final double STEP = 1.25;

    /** The search ends when it knows the rate to within this. */
    private static final double CLOSE = 1.06;

    private static final int SEARCH_STEPS = 12;
    private static final Duration CATCH_UP = Duration.ofMinutes(2);

    @Mixin private Options options = new Options();

    @Option(
            names = "--rate",
            defaultValue = "300000",
            description = "events a second, in batches of 100 (${DEFAULT-VALUE})")
    private int eventsPerSecond;

    @Option(names = "--minutes", defaultValue = "10", description = "how long (${DEFAULT-VALUE})")
    private double minutes;

    @Option(
            names = "--every",
            defaultValue = "10",
            description = "seconds from one line of figures to the next (${DEFAULT-VALUE})")
    private int everySeconds;

    @Option(
            names = "--warm-up",
            defaultValue = "20",
            description = "seconds at half of the rate before (${DEFAULT-VALUE})")
    private int warmUpSeconds;

    @Option(
            names = "--search",
            description = "looks for the highest rate at which the lag stays at 3 s or less")
    private boolean search;

    @Option(
            names = "--step",
            defaultValue = "30",
            description = "seconds at each rate of the search (${DEFAULT-VALUE})")
    private int stepSeconds;

    @Override
    public Integer call() throws Exception {
        if (eventsPerSecond < BATCH || minutes <= 0 || everySeconds < 1 || stepSeconds < 6) {
            throw new BenchFailure("--rate is at least 100, --every 1, --step 6");
        }
        try (Scratch scratch = options.openScratch()) {
            System.out.println(MachineFacts.read(scratch.folder()));
            Path data = scratch.folder().resolve("data");
            Servers servers = new Servers(options.root(), scratch.folder());
            try (ServerProcess product = servers.product(data);
                    HttpClient http = HttpClient.newHttpClient();
                    HttpClient console = HttpClient.newHttpClient()) {
                MaidianApi api = new MaidianApi(http, product.url(), data);
                String ai = api.createProject("bench");
                UploadTemplate template = new UploadTemplate(ai, EVENT, BATCH);
                try (PacedUploads uploads =
                        new PacedUploads(product.port(), template, BATCH, CONNECTIONS)) {
                    MaidianApi asked = new MaidianApi(console, product.url(), data);
                    try (SoakWatch watch = new SoakWatch(console, asked, uploads, ai, EVENT)) {
                        SoakRun run = new SoakRun(product, data, api, uploads, watch);
                        warmUp(run);
                        if (search) {
                            search(run);
                        } else {
                            soak(run);
                        }
                    }
                    return reconcile(api, ai, uploads);
                }
            }
        }
    }

    private void warmUp(SoakRun run) throws IOException, InterruptedException {
        if (warmUpSeconds == 0) {
            return;
        }
        System.err.println("warming up");
        Duration length = Duration.ofSeconds(warmUpSeconds);
        run.hold(eventsPerSecond / 2.0, length, length.plusSeconds(1));
        run.catchUp(CATCH_UP);
    }

    private void soak(SoakRun run) throws IOException, InterruptedException {
        SoakRun.printHead();
        Duration every = Duration.ofSeconds(everySeconds);
        Duration length = Duration.ofMillis(Math.round(minutes * 60_000));
        List<SoakRun.Interval> intervals = run.hold(eventsPerSecond, length, every);
        System.out.println(SoakVerdict.of(intervals, eventsPerSecond));
    }

    /** Steps up or down until the highest rate that holds is known to within a few percent. */
    private void search(SoakRun run) throws IOException, InterruptedException {
        SoakRun.printHead();
        double holds = 0;
        double fails = Double.MAX_VALUE;
        double rate = eventsPerSecond;
        for (int i = 0; i < SEARCH_STEPS && fails / Math.max(1, holds) > CLOSE; i++) {
            Duration third = Duration.ofMillis(stepSeconds * 1_000L / 3);
            List<SoakRun.Interval> intervals = run.hold(rate, third.multipliedBy(3), third);
            @Nullable String reason =
                    SoakVerdict.whyNotHeld(intervals.subList(1, intervals.size()), rate);
            System.out.printf(
                    "%s events/s: %s%n",
                    Figures.count(rate), reason == null ? "held" : "not held: " + reason);
            if (reason == null) {
                holds = rate;
                rate = fails == Double.MAX_VALUE ? rate * STEP : Math.sqrt(rate * fails);
            } else {
                fails = rate;
                rate = holds == 0 ? rate / STEP : Math.sqrt(rate * holds);
            }
            if (!run.catchUp(CATCH_UP)) {
                System.out.println("the store did not catch up within two minutes");
                break;
            }
        }
        System.out.printf(
                "highest rate that was held: %s events/s; not held: %s%n",
                Figures.count(holds), fails == Double.MAX_VALUE ? "none" : Figures.count(fails));
    }

    private static int reconcile(MaidianApi api, String ai, PacedUploads uploads)
            throws IOException, InterruptedException {
        Ledger ledger = new Ledger(api, ai, EVENT);
        ledger.add(uploads.acknowledged(), uploads.unanswered());
        Duration caughtUp = ledger.reconcile();
        System.out.printf("until the store had all: %s%n", Figures.time(caughtUp));
        System.out.printf(
                "not 200: %d events; due and never sent: %d%n",
                uploads.refused(), uploads.unsent());
        System.out.println(ledger.balance());
        return ledger.holds() ? 0 : 1;
    }
}
