package io.maidian.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.HdrHistogram.Histogram;

/** Holds one rate against one product, and prints a line of figures every so often. */
final class SoakRun {
    private static final double NANOS_PER_MICRO = 1_000;

    private final ServerProcess product;
    private final Path data;
    private final MaidianApi api;
    private final PacedUploads uploads;
    private final SoakWatch watch;

    SoakRun(
            ServerProcess product,
            Path data,
            MaidianApi api,
            PacedUploads uploads,
            SoakWatch watch) {
        this.product = product;
        this.data = data;
        this.api = api;
        this.uploads = uploads;
        this.watch = watch;
    }

    /**
     * One interval.
     *
     * @param acknowledged events a second
     * @param indexed events a second that reached the store
     * @param p99Micros of uploads, from when they were due
     */
    record Interval(
            double acknowledged,
            double indexed,
            SoakWatch.Lag worstLag,
            long residentBytes,
            double p99Micros) {}

    /**
     * Uploads at a rate for so long.
     *
     * @param every length of an interval
     */
    List<Interval> hold(double eventsPerSecond, Duration length, Duration every)
            throws IOException, InterruptedException {
        List<Interval> intervals = new ArrayList<>();
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            watch.takeWorstLag();
            watch.takeQueryNanos();
            uploads.takeAnswerNanos();
            long started = System.nanoTime();
            CompletableFuture<Void> sending =
                    CompletableFuture.runAsync(() -> send(eventsPerSecond, length), thread);
            for (long at = every.toNanos(); at <= length.toNanos(); at += every.toNanos()) {
                intervals.add(interval(started, started + at));
            }
            sending.get();
        } catch (ExecutionException e) {
            throw new BenchFailure("the load ended: " + e.getCause(), e);
        }
        return intervals;
    }

    /** Waits until the store has all, at most so long. */
    boolean catchUp(Duration limit) throws InterruptedException {
        long from = System.nanoTime();
        while (System.nanoTime() - from < limit.toNanos()) {
            if (watch.indexedEvents() >= uploads.acknowledged()) {
                return true;
            }
            Thread.sleep(100);
        }
        return false;
    }

    static void printHead() {
        System.out.println(
                "    at      in/s   store/s  lag: events  at most   bytes |   p99  refused | chart p99"
                        + " told |     RSS    store      log  settling");
    }

    private void send(double eventsPerSecond, Duration length) {
        try {
            uploads.run(eventsPerSecond, length);
        } catch (IOException e) {
            throw new BenchFailure("the load ended: " + e.getMessage(), e);
        }
    }

    private Interval interval(long started, long endNanos)
            throws IOException, InterruptedException {
        long from = System.nanoTime();
        long acknowledged = uploads.acknowledged();
        long indexed = watch.indexedEvents();
        long told = watch.told();
        PacedUploads.awaitNanos(endNanos);
        watch.check();
        double seconds = (System.nanoTime() - from) / 1e9;
        Interval interval =
                new Interval(
                        (uploads.acknowledged() - acknowledged) / seconds,
                        (watch.indexedEvents() - indexed) / seconds,
                        watch.takeWorstLag(),
                        product.residentBytes(),
                        micros(uploads.takeAnswerNanos()));
        System.out.printf(
                "%4d s %9s %9s %12s %8s %7s | %s  %7d | %s %4d | %s %8s %8s  %s%n",
                Math.round((System.nanoTime() - started) / 1e9),
                Figures.count(interval.acknowledged),
                Figures.count(interval.indexed),
                Figures.count((double) interval.worstLag.events()),
                "%.2f s".formatted(interval.worstLag.seconds()),
                Figures.megabytes(api.indexing().bytes()),
                Figures.micros(interval.p99Micros),
                uploads.refused(),
                Figures.micros(micros(watch.takeQueryNanos())),
                watch.told() - told,
                Figures.megabytes(interval.residentBytes),
                Figures.megabytes(ProcessFiles.folderBytes(data.resolve("store"))),
                Figures.megabytes(ProcessFiles.folderBytes(data.resolve("log"))),
                settling());
        return interval;
    }

    private String settling() throws IOException, InterruptedException {
        var backlog = api.metrics().settleBacklog();
        return backlog.isPresent() ? Figures.count(backlog.getAsDouble()) : "not told";
    }

    private static double micros(Histogram nanos) {
        return nanos.getValueAtPercentile(99) / NANOS_PER_MICRO;
    }
}
