package io.maidian.store;

import io.maidian.log.LogPosition;
import io.maidian.ops.ProcessorLoad;
import io.maidian.ops.ThreadPriority;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the store's events in good order, in small steps on a thread of its own that gives way to
 * uploads: brings them into the order in which questions find them fast, and drops those that are
 * older than their project keeps them. A step waits until the processors have time for it, for some
 * minutes at most, and one that fails is tried again later; until it succeeds answers are right,
 * only slower, or know more than they need to.
 */
public final class Settling implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Settling.class);

    private static final Duration EVERY = Duration.ofSeconds(5);

    /** In which it is seen how busy the processors are without a step's own work. */
    private static final Duration BETWEEN_STEPS = Duration.ofSeconds(1);

    /**
     * Of the processors' time; beyond it a step would take what uploads and their indexing need.
     */
    static final double BUSY = 0.75;

    static final Duration LONGEST_PUT_OFF = Duration.ofMinutes(5);

    private static final Duration FIRST_FORGETTING = Duration.ofMinutes(1);
    private static final Duration FORGETTING_EVERY = Duration.ofMinutes(10);
    private static final Duration BETWEEN_FORGETTING = Duration.ofMillis(200);

    /** So few that the store's own log stays small, and with it a restart short. */
    static final int FORGOTTEN_AT_ONCE = 200_000;

    private static final Duration AFTER_FAILURE = Duration.ofSeconds(30);

    private final EventStore store;
    private final Supplier<Map<String, Long>> forgotten;
    private final DoubleSupplier load;
    private final LongSupplier nanoTime;
    private final Counter settled;
    private final Counter dropped;
    private final Counter failures;
    private final Timer steps;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread = Thread.ofPlatform().name("settling").unstarted(this::run);

    /** When forgetting is looked at next. */
    private long forgettingDueNanos;

    /** Since when the processors have been busy; meaningless while they are not. */
    private long busySinceNanos;

    private boolean busy;
    private @Nullable LogPosition nothingDueAt;
    private volatile long backlog;

    /** The time that passes, and how much of it the processors work. */
    record Machine(LongSupplier nanoTime, DoubleSupplier load) {}

    Settling(
            EventStore store,
            Supplier<Map<String, Long>> forgotten,
            Duration firstForgetting,
            Machine machine,
            MeterRegistry metrics) {
        this.store = store;
        this.forgotten = forgotten;
        load = machine.load;
        nanoTime = machine.nanoTime;
        forgettingDueNanos = nanoTime.getAsLong() + firstForgetting.toNanos();
        Gauge.builder("maidian.settling.backlog", this, settling -> settling.backlog)
                .baseUnit("events")
                .description("events in the store that are not in their final order yet")
                .register(metrics);
        settled =
                Counter.builder("maidian.settling.events")
                        .description("events brought into their final order in the store")
                        .register(metrics);
        dropped =
                Counter.builder("maidian.settling.forgotten")
                        .description("events dropped at the end of their retention")
                        .register(metrics);
        failures =
                Counter.builder("maidian.settling.failures")
                        .description("steps of settling that failed and are tried again")
                        .register(metrics);
        steps =
                Timer.builder("maidian.settling.step")
                        .description("time of one step of settling")
                        .register(metrics);
    }

    /**
     * Begins.
     *
     * @param forgotten by project id, the moment (ms) before which its events were received that
     *     are to be dropped; asked again and again
     */
    public static Settling start(
            EventStore store, Supplier<Map<String, Long>> forgotten, MeterRegistry metrics) {
        Machine machine = new Machine(System::nanoTime, new ProcessorLoad()::sinceLastAsked);
        Settling settling = new Settling(store, forgotten, FIRST_FORGETTING, machine, metrics);
        settling.thread.start();
        return settling;
    }

    private void run() {
        ThreadPriority.giveWay();
        try {
            Duration wait = EVERY;
            while (!stop.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                wait = step();
            }
        } catch (InterruptedException e) {
            LOG.warn("settling was interrupted and ends: restart the server");
        }
    }

    /** Makes one step; returns how long to wait before the next. */
    Duration step() {
        try {
            return settleOrForget();
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("{}; tried again in {} s", e.getMessage(), AFTER_FAILURE.toSeconds());
        } catch (RuntimeException e) {
            LOG.error("a bug in settling", e);
        }
        failures.increment();
        return AFTER_FAILURE;
    }

    private Duration settleOrForget() throws IOException {
        LogPosition position = store.position();
        if (position.equals(nothingDueAt)) {
            // Nothing has come since, and an idle machine is left alone.
            return forget();
        }
        backlog = store.unsettled();
        if (isPutOff()) {
            return EVERY;
        }
        long began = nanoTime.getAsLong();
        int events;
        try {
            events = store.settle();
        } catch (IOException e) {
            // Rows too wide for its memory may fail it for good: retention must not wait for that.
            Duration _ = forget();
            throw e;
        }
        if (events == 0) {
            nothingDueAt = position;
            return forget();
        }
        settled.increment(events);
        steps.record(Duration.ofNanos(nanoTime.getAsLong() - began));
        // Its own work is not to be taken for another's.
        double _ = load.getAsDouble();
        return BETWEEN_STEPS;
    }

    private boolean isPutOff() {
        if (load.getAsDouble() < BUSY) {
            busy = false;
            return false;
        }
        long now = nanoTime.getAsLong();
        if (!busy) {
            busy = true;
            busySinceNanos = now;
        }
        return now - busySinceNanos < LONGEST_PUT_OFF.toNanos();
    }

    private Duration forget() throws IOException {
        if (nanoTime.getAsLong() - forgettingDueNanos < 0) {
            return EVERY;
        }
        for (Map.Entry<String, Long> project : forgotten.get().entrySet()) {
            int events =
                    store.forgetEvents(project.getKey(), project.getValue(), FORGOTTEN_AT_ONCE);
            dropped.increment(events);
            if (events == FORGOTTEN_AT_ONCE) {
                return BETWEEN_FORGETTING;
            }
        }
        forgettingDueNanos = nanoTime.getAsLong() + FORGETTING_EVERY.toNanos();
        return EVERY;
    }

    /** Returns when the step at hand, if any, has ended. */
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
}
