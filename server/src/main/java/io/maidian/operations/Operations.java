package io.maidian.operations;

import io.maidian.log.LogPosition;
import io.maidian.ops.ThreadPriority;
import io.maidian.store.duckdb.GenerationStore.Space;
import io.maidian.store.duckdb.Snapshots;
import io.maidian.store.duckdb.Snapshots.Snapshot;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs operations, one at a time: those that are asked for, and those that are due. Safe for any
 * thread; one platform thread, which gives way to uploads, does the work.
 */
public final class Operations implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Operations.class);
    private static final Duration LOOK_EVERY = Duration.ofMinutes(1);
    private static final int REMEMBERED = 20;
    private static final int STALE_AFTER = 3;

    private final OperationParts parts;
    private final OperationWork work;
    private final Upkeep upkeep;
    private final Schedule schedule;
    private final Snapshots snapshots;
    private final MeterRegistry meters;
    private final Thread thread;

    /** The latest first. */
    private final Deque<Operation> known = new ArrayDeque<>();

    private @Nullable Operation current;
    private boolean closing;
    private int started;
    private long lastTryMillis;
    private volatile Space space = new Space(0, 0);
    private volatile @Nullable Snapshot newest;

    /** {@link #start} sets it to work. */
    public Operations(OperationParts parts, Upkeep upkeep, MeterRegistry meters) {
        this.parts = parts;
        this.meters = meters;
        this.upkeep = upkeep;
        work = new OperationWork(parts, upkeep);
        schedule = new Schedule(upkeep, parts.clock().millis());
        snapshots = parts.snapshots();
        thread = Thread.ofPlatform().name("operations").unstarted(this::run);
        gauges();
    }

    private void gauges() {
        Gauge.builder("maidian.store.file", this, o -> o.space.fileBytes())
                .baseUnit("bytes")
                .description("size of the store's file, looked at every minute")
                .register(meters);
        Gauge.builder("maidian.store.free", this, o -> o.space.freeBytes())
                .baseUnit("bytes")
                .description("how much of the store's file holds nothing; compact gives it back")
                .register(meters);
        Gauge.builder("maidian.store.generation", parts.store(), s -> s.generation())
                .description("number of the store's current file; a compact or rebuild raises it")
                .register(meters);
        Gauge.builder("maidian.snapshot.age", this, Operations::snapshotAgeSeconds)
                .baseUnit("seconds")
                .description("age of the store's newest snapshot; NaN where there is none")
                .register(meters);
    }

    private double snapshotAgeSeconds() {
        Snapshot found = newest;
        return found == null ? Double.NaN : (parts.clock().millis() - found.takenMillis()) / 1000.0;
    }

    /** Begins. */
    public void start() {
        thread.start();
    }

    /**
     * Begins an operation.
     *
     * @param folder where a backup goes
     * @return null where another one runs
     */
    public synchronized @Nullable Operation submit(Operation.Kind kind, @Nullable Path folder) {
        if (current != null || closing) {
            return null;
        }
        started++;
        Operation operation =
                new Operation(Integer.toString(started), kind, folder, parts.clock().millis());
        known.addFirst(operation);
        while (known.size() > REMEMBERED) {
            known.removeLast();
        }
        current = operation;
        notifyAll();
        return operation;
    }

    /**
     * From where on the log is needed for a rebuild: from the newest snapshot. One that has become
     * so old that it should have been replaced thrice, for want of room for one, holds the log no
     * longer, so that this does not take the rest of the disk.
     *
     * @return the store's position where there is no such snapshot
     */
    public LogPosition needsFrom() throws IOException {
        LogPosition position = parts.store().position();
        List<Snapshot> found = snapshots.list();
        if (found.isEmpty()
                || Schedule.age(parts.clock().millis(), found.getFirst().takenMillis())
                        > STALE_AFTER * upkeep.snapshotEvery().toMillis()
                || found.getFirst().position().compareTo(position) > 0) {
            return position;
        }
        return found.getFirst().position();
    }

    /** Those since the start, the latest first. */
    public synchronized List<Operation> list() {
        return List.copyOf(known);
    }

    /** Null where there is no such one. */
    public synchronized @Nullable Operation find(String id) {
        return known.stream()
                .filter(operation -> operation.id().equals(id))
                .findFirst()
                .orElse(null);
    }

    private void run() {
        ThreadPriority.giveWay();
        while (true) {
            look();
            Operation next = next();
            if (next == null) {
                return;
            }
            work(next);
        }
    }

    /** Waits for one that is asked for or due; null at the end. */
    private @Nullable Operation next() {
        while (true) {
            synchronized (this) {
                awaitOne();
                if (closing) {
                    return null;
                }
                if (current != null) {
                    return current;
                }
            }
            look();
            submitDue();
        }
    }

    private synchronized void awaitOne() {
        long endNanos = System.nanoTime() + LOOK_EVERY.toNanos();
        try {
            long left = endNanos - System.nanoTime();
            while (current == null && !closing && left > 0) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
                left = endNanos - System.nanoTime();
            }
        } catch (InterruptedException e) {
            closing = true;
        }
    }

    /** Looks at what the metrics tell and the schedule goes by. */
    private void look() {
        try {
            space = parts.store().space();
            List<Snapshot> found = snapshots.list();
            newest = found.isEmpty() ? null : found.getFirst();
        } catch (IOException | RuntimeException e) {
            LOG.warn("cannot look at the store's size and snapshots: {}", e.toString());
        }
    }

    private void submitDue() {
        long now = parts.clock().millis();
        try {
            Operation.Kind due =
                    schedule.due(
                            now,
                            new Schedule.Facts(
                                    newest,
                                    parts.store().position().offset(),
                                    space,
                                    parts.disk().usableBytes(parts.data()),
                                    lastTryMillis));
            if (due != null) {
                lastTryMillis = now;
                Operation _ = submit(due, null);
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("cannot tell what is due: {}", e.toString());
        }
    }

    private void work(Operation operation) {
        LOG.info("{} begins", operation.kind());
        Operation.Result result = null;
        String problem = "";
        try {
            result = work.run(operation);
        } catch (IOException | CancellationException e) {
            problem = String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            problem = "interrupted";
        } catch (RuntimeException e) {
            LOG.error("a bug in {}", operation.kind(), e);
            problem = e.toString();
        }
        count(operation, result != null ? "done" : "failed");
        synchronized (this) {
            current = null;
        }
        // Last: who waits for its end may begin the next one then.
        if (result != null) {
            LOG.info("{} is done: {}", operation.kind(), result);
            operation.done(result);
        } else {
            LOG.error("{} failed: {}", operation.kind(), problem);
            operation.failed(problem);
        }
    }

    private void count(Operation operation, String outcome) {
        Counter.builder("maidian.operations")
                .description("snapshots, compactions, rebuilds and backups that have ended")
                .tag("kind", operation.kind().name().toLowerCase(Locale.ROOT))
                .tag("outcome", outcome)
                .register(meters)
                .increment();
    }

    /** Ends what runs, and waits for it. */
    @Override
    public void close() {
        synchronized (this) {
            closing = true;
            if (current != null) {
                current.stop();
            }
            notifyAll();
        }
        parts.store().stopCopying();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
