package io.maidian.bench;

import java.time.Duration;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * An open loop: sends at the times that the rate sets, whether or not earlier answers have come,
 * and counts an answer's time from when its request was due. The caller's thread sends; what is
 * counted may be read from any thread once {@link #run} has returned.
 */
final class PacedUploads {
    private final UploadClient client;
    private final SampleEvents events;
    private final int batch;
    private final long intervalNanos;
    private final Histogram answerNanos = new ConcurrentHistogram(3);
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong unanswered = new AtomicLong();

    /**
     * @param batch events a request
     */
    PacedUploads(UploadClient client, String event, int eventsPerSecond, int batch) {
        this.client = client;
        this.events = new SampleEvents(event);
        this.batch = batch;
        this.intervalNanos = Duration.ofSeconds(1).toNanos() * batch / eventsPerSecond;
    }

    /**
     * Sends and waits for the answers.
     *
     * @param warmUp whose answers are counted, but not timed
     */
    void run(Duration warmUp, Duration measured) {
        Phaser outstanding = new Phaser(1);
        long started = System.nanoTime();
        long end = warmUp.plus(measured).toNanos();
        for (long due = 0; due < end; due += intervalNanos) {
            awaitNanos(started + due);
            send(started + due, due >= warmUp.toNanos(), outstanding);
        }
        outstanding.arriveAndAwaitAdvance();
    }

    /** Parks until {@link System#nanoTime} has reached it. */
    static void awaitNanos(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private void send(long dueNanos, boolean timed, Phaser outstanding) {
        outstanding.register();
        long now = System.currentTimeMillis();
        var _ =
                client.send(events.body(batch, now), now)
                        .handle((status, problem) -> {
                            if (timed) {
                                answerNanos.recordValue(System.nanoTime() - dueNanos);
                            }
                            fate(status, problem).addAndGet(batch);
                            return outstanding.arriveAndDeregister();
                        });
    }

    private AtomicLong fate(@Nullable Integer status, @Nullable Throwable problem) {
        if (problem != null || status == null) {
            return unanswered;
        }
        return status == 200 ? acknowledged : refused;
    }

    long acknowledged() {
        return acknowledged.get();
    }

    long refused() {
        return refused.get();
    }

    long unanswered() {
        return unanswered.get();
    }

    /** From when a request was due to its answer. */
    Histogram answerNanos() {
        return answerNanos;
    }
}
