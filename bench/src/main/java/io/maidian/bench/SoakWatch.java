package io.maidian.bench;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * Does beside a load what an open console does: holds a live stream, and asks a real-time chart
 * every second. And looks at how far the store is behind, four times a second. What it found may be
 * asked from any thread.
 */
final class SoakWatch implements AutoCloseable {
    private static final long LOOK_NANOS = Duration.ofMillis(250).toNanos();
    private static final long ASK_NANOS = Duration.ofSeconds(1).toNanos();

    private final MaidianApi api;
    private final PacedUploads uploads;
    private final String ai;
    private final String event;
    private final HttpClient http;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread::new);
    private final Future<?> looking;
    private final Future<?> asking;
    private final CompletableFuture<Void> streaming;
    private final Recorder queryNanos = new Recorder(3);
    private final AtomicLong told = new AtomicLong();
    private final ArrayDeque<Acknowledged> history = new ArrayDeque<>();
    private volatile boolean watching = true;
    private volatile long indexed;
    private Lag worst = new Lag(0, 0);

    /**
     * Starts to watch; before anything is uploaded.
     *
     * @param event that the chart shows
     */
    SoakWatch(HttpClient http, MaidianApi api, PacedUploads uploads, String ai, String event) {
        this.http = http;
        this.api = api;
        this.uploads = uploads;
        this.ai = ai;
        this.event = event;
        streaming =
                http.sendAsync(api.liveStream(ai), BodyHandlers.ofLines())
                        .thenAcceptAsync(response -> count(response.body()), threads);
        looking = threads.submit(this::look);
        asking = threads.submit(this::ask);
    }

    private record Acknowledged(long nanos, long events) {}

    /**
     * How far the store was behind what had been acknowledged.
     *
     * @param seconds since that many events had been acknowledged as are in the store now
     */
    record Lag(long events, double seconds) {
        private Lag max(Lag other) {
            return new Lag(Math.max(events, other.events), Math.max(seconds, other.seconds));
        }
    }

    /** The worst lag since this was last asked. */
    synchronized Lag takeWorstLag() {
        Lag lag = worst;
        worst = new Lag(0, 0);
        return lag;
    }

    /** Events in the store. */
    long indexedEvents() {
        return indexed;
    }

    /** How long the chart's answers took, since this was last asked. */
    Histogram takeQueryNanos() {
        return queryNanos.getIntervalHistogram();
    }

    /** Messages of the live stream so far. */
    long told() {
        return told.get();
    }

    /**
     * @throws BenchFailure if the product stopped to answer one of them
     */
    void check() {
        if (looking.isDone() || asking.isDone() || streaming.isDone()) {
            throw new BenchFailure(
                    "the product ended the live stream or failed a question: %s %s %s"
                            .formatted(looking, asking, streaming));
        }
    }

    private Void look() throws IOException, InterruptedException {
        while (watching) {
            long now = System.nanoTime();
            long acknowledged = uploads.acknowledged();
            history.addLast(new Acknowledged(now, acknowledged));
            indexed = api.metrics().indexedEvents();
            while (history.size() > 1 && history.peekFirst().events() < indexed) {
                history.removeFirst();
            }
            long behind = Math.max(0, acknowledged - indexed);
            double seconds = behind == 0 ? 0 : (now - history.peekFirst().nanos()) / 1e9;
            synchronized (this) {
                worst = worst.max(new Lag(behind, seconds));
            }
            PacedUploads.awaitNanos(now + LOOK_NANOS);
        }
        return null;
    }

    private Void ask() throws IOException, InterruptedException {
        while (watching) {
            long now = System.nanoTime();
            queryNanos.recordValue(api.realTimeChart(ai, event).toNanos());
            PacedUploads.awaitNanos(now + ASK_NANOS);
        }
        return null;
    }

    private void count(Stream<String> lines) {
        try (lines) {
            lines.takeWhile(_ -> watching)
                    .filter(line -> line.startsWith("data:"))
                    .forEach(_ -> told.incrementAndGet());
        }
    }

    /** Ends the stream too, for which it ends its client. */
    @Override
    public void close() {
        watching = false;
        http.shutdownNow();
        threads.shutdownNow();
    }
}
