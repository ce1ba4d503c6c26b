package io.maidian.ledger;

import io.maidian.ops.Clock;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends the numbered events of a run over several connections, each upload as soon as the one
 * before it is answered, and writes down what became of them. {@link #run} is for one thread,
 * {@link #stop} for any.
 */
public final class Sender {
    private static final long SLEEP_AT_MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final Run run;
    private final Load load;
    private final LedgerFile ledger;
    private final Clock clock;
    private final AtomicLong turnNanos = new AtomicLong(System.nanoTime());
    private volatile boolean stopping;

    /**
     * How much of what is sent.
     *
     * @param batch events of an upload at most, 1 to {@link #MAX_BATCH}
     * @param eventsPerSecond at most; 0 for as many as are answered
     * @param rejectedEvery each event whose number is divisible by this is one that the server must
     *     reject; 0 for none
     * @param ids whether events have ids; some are then sent again in other uploads
     */
    public record Load(
            int connections, int batch, int eventsPerSecond, int rejectedEvery, boolean ids) {
        /** With {@link #MIN_REJECTED_EVERY}, at most 50 events of an upload are rejected. */
        public static final int MAX_BATCH = 1_000;

        /** So that an answer names all rejected events: it lists a hundred. */
        public static final int MIN_REJECTED_EVERY = 20;

        public Load {
            boolean sound =
                    connections >= 1
                            && batch >= 1
                            && batch <= MAX_BATCH
                            && eventsPerSecond >= 0
                            && (rejectedEvery == 0 || rejectedEvery >= MIN_REJECTED_EVERY);
            if (!sound) {
                throw new IllegalArgumentException("a load out of its bounds");
            }
        }
    }

    Sender(Run run, Load load, LedgerFile ledger, Clock clock) {
        this.run = run;
        this.load = load;
        this.ledger = ledger;
        this.clock = clock;
    }

    /** What is sent ends now; uploads on their way are answered or given up within seconds. */
    public void stop() {
        stopping = true;
    }

    /**
     * Sends for so long.
     *
     * @throws IOException where the server takes no such uploads at all, or the ledger cannot be
     *     written
     */
    void run(Duration time) throws IOException, InterruptedException {
        long endNanos = System.nanoTime() + time.toNanos();
        try (HttpClient client =
                        HttpClient.newBuilder()
                                .version(HttpClient.Version.HTTP_1_1)
                                .connectTimeout(Delivery.ANSWER_LIMIT)
                                .build();
                ExecutorService threads = Executors.newFixedThreadPool(load.connections())) {
            List<Future<?>> connections = new ArrayList<>();
            for (int i = 0; i < load.connections(); i++) {
                Delivery delivery = new Delivery(run, client, clock, () -> stopping);
                connections.add(
                        threads.submit(() -> {
                            send(delivery, endNanos);
                            return null;
                        }));
            }
            await(connections);
        }
    }

    private void await(List<Future<?>> connections) throws IOException, InterruptedException {
        IOException failure = null;
        for (Future<?> connection : connections) {
            try {
                connection.get();
            } catch (ExecutionException e) {
                stopping = true;
                if (!(e.getCause() instanceof IOException unable)) {
                    throw new IllegalStateException("a connection ended by a bug", e.getCause());
                }
                failure = unable;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void send(Delivery delivery, long endNanos) throws IOException, InterruptedException {
        EventBody.Form form = new EventBody.Form(load.ids(), load.rejectedEvery());
        for (long turn = 0; !stopping && System.nanoTime() - endNanos < 0; turn++) {
            // Every other upload is a single event, as most SDKs send them.
            int events = turn % 2 == 0 ? 1 : 1 + (int) (turn * 31 % load.batch());
            awaitTurn(events);
            long from = ledger.take(events);
            long to = from + events - 1;
            boolean snappy = turn % 3 == 1;
            Entry entry = delivery.deliver(form, from, to, snappy);
            ledger.add(entry);
            // A rejected event is none that was seen before: it would be kept twice.
            boolean again =
                    load.ids()
                            && !form.hasRejected(from, to)
                            && (entry.fate() == Fate.UNANSWERED || turn % 8 == 7)
                            && !stopping;
            if (again) {
                // Another upload with the same ids: stored before or not, it must be there once.
                ledger.add(delivery.deliver(form, from, to, !snappy));
            }
        }
    }

    /** Waits until so many events more are within the rate. */
    private void awaitTurn(int events) {
        if (load.eventsPerSecond() == 0) {
            return;
        }
        long cost = TimeUnit.SECONDS.toNanos(events) / load.eventsPerSecond();
        long now = System.nanoTime();
        long turn = turnNanos.getAndUpdate(next -> Math.max(next, now) + cost);
        for (long left = turn - now; left > 0 && !stopping; left = turn - System.nanoTime()) {
            LockSupport.parkNanos(Math.min(left, SLEEP_AT_MOST_NANOS));
        }
    }
}
