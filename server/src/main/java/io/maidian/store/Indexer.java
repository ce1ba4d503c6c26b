package io.maidian.store;

import io.maidian.event.EventBatch;
import io.maidian.log.EventLog;
import io.maidian.log.LogGroup;
import io.maidian.log.LogPosition;
import io.maidian.log.LogReader;
import io.maidian.log.UploadRecords;
import io.maidian.ops.Health;
import io.maidian.ops.ThreadPriority;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what the log holds into the store, exactly once.
 *
 * <p>Its only state is the store's own position: it reads on from there, in batches of what is
 * there up to a bound, and after any failure begins again from there. Nothing that an upload holds
 * can stop it: an event that the store can never take is set aside as a rejected one. What stops it
 * for a while (a full disk, a broken log) shows in its part of the health, and it tries again.
 *
 * <p>One platform thread does the work; {@link #start} and {@link #close} are called by one other.
 */
public final class Indexer implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Indexer.class);

    /** How long a stop may wait for an idle indexer. */
    private static final Duration IDLE = Duration.ofMillis(250);

    /** How many times as long as a batch took the indexer rests after it, at most. */
    private static final int MOST_REST = 7;

    private static final Duration FIRST_WAIT = Duration.ofMillis(100);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

    private final EventLog log;
    private final EventStore store;
    private final Consumer<Advance> listener;
    private final Health.Part health;
    private final Settings settings;
    private final LoadableBatch loadable;
    private final Counter indexed;
    private final Timer batchTime;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;

    /** Ends early, with true, when the indexer is to stop. */
    @FunctionalInterface
    public interface Waiting {
        boolean stopsWithin(CountDownLatch stop, Duration time) throws InterruptedException;
    }

    /** Reads groups; usually {@link UploadRecords#decode}. */
    @FunctionalInterface
    public interface Decoding {
        EventBatch decode(List<LogGroup> groups) throws IOException;
    }

    /**
     * How much is added at once, and what a test replaces.
     *
     * @param batchEvents a batch is not added to beyond this many events
     * @param batchBytes nor beyond this many bytes of the log
     * @param longestRest after a batch that was not full, see {@link Indexer#rest}
     * @param waiting how it waits after a failure
     */
    public record Settings(
            int batchEvents,
            long batchBytes,
            Duration longestRest,
            Waiting waiting,
            Decoding decoding) {
        public static final Settings DEFAULT =
                new Settings(
                        1 << 14,
                        8L << 20,
                        Duration.ofMillis(250),
                        (stop, time) -> stop.await(time.toMillis(), TimeUnit.MILLISECONDS),
                        UploadRecords::decode);

        public Settings {
            if (batchEvents < 1 || batchBytes < 1) {
                throw new IllegalArgumentException("a batch must hold something");
            }
        }
    }

    /** With the usual settings. */
    public Indexer(
            EventLog log,
            EventStore store,
            Consumer<Advance> listener,
            Health.Part health,
            MeterRegistry metrics) {
        this(log, store, listener, health, metrics, Settings.DEFAULT);
    }

    /**
     * Makes an indexer; {@link #start} sets it to work.
     *
     * @param listener told after each batch, on the indexer's thread; it must be quick
     */
    public Indexer(
            EventLog log,
            EventStore store,
            Consumer<Advance> listener,
            Health.Part health,
            MeterRegistry metrics,
            Settings settings) {
        this.log = log;
        this.store = store;
        this.listener = listener;
        this.health = health;
        this.settings = settings;
        indexed =
                Counter.builder("maidian.indexer.events")
                        .description("events brought into the store, rejected ones included")
                        .register(metrics);
        loadable =
                new LoadableBatch(
                        store,
                        Counter.builder("maidian.indexer.unloadable.events")
                                        .description(
                                                "accepted events that the store could not take")
                                        .register(metrics)
                                ::increment);
        batchTime =
                Timer.builder("maidian.indexer.batch")
                        .description("time to bring one batch into the store")
                        .register(metrics);
        Gauge.builder("maidian.indexer.lag", this, Indexer::lagBytes)
                .baseUnit("bytes")
                .description("what is durable in the log and not yet in the store")
                .register(metrics);
        thread = Thread.ofPlatform().name("indexer").unstarted(this::run);
    }

    /** How much of the log is not yet in the store. */
    public long lagBytes() {
        return Math.max(0, log.end().offset() - store.position().offset());
    }

    /**
     * Begins, where log and store belong together.
     *
     * @throws IOException where they do not; the message says what to do
     */
    public void start() throws IOException {
        LogPosition position = store.position();
        if (position.compareTo(log.end()) > 0) {
            throw new IOException(
                    "the store holds the log up to %d, but the log ends at %d: %s"
                            .formatted(
                                    position.offset(),
                                    log.end().offset(),
                                    "`maidian rebuild --data DIR` (with this data folder) makes a"
                                            + " new store from the newest snapshot and the log"));
        }
        if (position.compareTo(log.start()) < 0) {
            throw new IOException(
                    "the store holds the log up to %d, but the log begins at %d: what lies between is missing; `maidian rebuild --data DIR` takes a newer snapshot if there is one, else put back the log's files from a backup"
                            .formatted(position.offset(), log.start().offset()));
        }
        health.ready("indexing");
        thread.start();
    }

    /** Stops after the batch at hand; what is left is taken in after the next start. */
    @Override
    public void close() {
        stop.countDown();
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean stopping() {
        return stop.getCount() == 0;
    }

    private void run() {
        // Uploads first: what they leave of a busy machine is enough to catch up later.
        ThreadPriority.giveWay();
        Duration wait = FIRST_WAIT;
        try {
            while (!stopping()) {
                LogPosition before = store.position();
                String problem = follow();
                if (problem == null) {
                    return;
                }
                wait = store.position().compareTo(before) > 0 ? FIRST_WAIT : wait;
                health.notReady(problem);
                LOG.error("indexing stands still, next try in {} ms: {}", wait.toMillis(), problem);
                if (settings.waiting().stopsWithin(stop, wait)) {
                    return;
                }
                wait = wait.multipliedBy(2);
                wait = wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
            }
        } catch (InterruptedException e) {
            health.notReady("the indexer was interrupted: restart the server");
        } catch (Error e) {
            LOG.error("the indexer died", e);
            health.notReady("the indexer died, restart the server: " + e);
            throw e;
        }
    }

    /** Takes in the log from the store's position on; returns what went wrong, null at the end. */
    private @Nullable String follow() throws InterruptedException {
        LogPosition position = store.position();
        try (LogReader reader = log.read(position)) {
            while (!stopping()) {
                GroupBatch batch = GroupBatch.read(reader, position, settings);
                if (batch == null) {
                    log.awaitBeyond(position, IDLE);
                } else {
                    Duration took = add(batch);
                    double fullness = batch.fullness(position, settings);
                    position = batch.end();
                    health.ready("indexing");
                    if (fullness < 1) {
                        Duration rest = rest(took, fullness, settings.longestRest());
                        // Ends early only where the indexer is to stop; the loop looks.
                        boolean _ = stop.await(rest.toNanos(), TimeUnit.NANOSECONDS);
                    }
                }
            }
            return null;
        } catch (IOException e) {
            return "at log position " + store.position().offset() + ": " + e.getMessage();
        } catch (RuntimeException e) {
            LOG.error("a bug in the indexer, at log position {}", store.position().offset(), e);
            return "at log position " + store.position().offset() + ": " + e;
        }
    }

    /**
     * Lets small batches grow. A transaction costs as much as some thousand rows, so under a stream
     * of small groups the indexer would take a core for itself, from uploads that wait for it. On
     * batches that are far from full it works an eighth of the time; on nearly full ones nearly all
     * of it, since they would only be late. An event after a pause is taken in at once.
     *
     * @param took what the batch took
     * @param fullness of the batch, below 1
     */
    static Duration rest(Duration took, double fullness, Duration longest) {
        double times = Math.min(MOST_REST, 1 / (fullness * fullness) - 1);
        long nanos = (long) (times * took.toNanos());
        return Duration.ofNanos(Math.min(nanos, longest.toNanos()));
    }

    private Duration add(GroupBatch batch) throws IOException {
        long began = System.nanoTime();
        EventBatch added = loadable.add(batch.batch(), batch.end());
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        batchTime.record(took);
        indexed.increment(added.events().size() + added.rejected().size());
        tell(new Advance(batch.end(), GroupBatch.projects(added)));
        return took;
    }

    private void tell(Advance advance) {
        try {
            listener.accept(advance);
        } catch (RuntimeException e) {
            LOG.error("a listener failed; the store is at {}", advance.position().offset(), e);
        }
    }
}
