package io.maidian.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import org.HdrHistogram.Histogram;

/**
 * Measures from an acknowledgement to the first answer of a query that counts the event. One thread
 * sends single events one after another, so that they lie in the log in that order; another asks
 * again and again how many there are: once the answer is n, the first n are visible. What it
 * reports is late by at most the time between two questions, which is reported beside it.
 */
final class FreshnessProbes {
    static final String EVENT = "FreshnessProbe";
    private static final Duration VISIBLE_LIMIT = Duration.ofSeconds(60);

    private final MaidianApi api;
    private final UploadClient client;
    private final SampleEvents events = new SampleEvents(EVENT);
    private final long intervalNanos;
    private final long pollNanos;
    private final AtomicLongArray acknowledgedNanos;
    private final AtomicLongArray visibleNanos;
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final AtomicInteger firstMeasured = new AtomicInteger();
    private final Histogram resolutionNanos = new Histogram(3);
    private final Histogram queryNanos = new Histogram(3);
    private volatile boolean sending = true;

    /**
     * @param limit probes at most
     * @param poll rest between two questions
     */
    FreshnessProbes(MaidianApi api, UploadClient client, int perSecond, int limit, Duration poll) {
        this.api = api;
        this.client = client;
        this.intervalNanos = Duration.ofSeconds(1).toNanos() / perSecond;
        this.pollNanos = poll.toNanos();
        this.acknowledgedNanos = new AtomicLongArray(limit);
        this.visibleNanos = new AtomicLongArray(limit);
    }

    /**
     * Sends at the rate, or as fast as answers come if that is slower. For the sending thread.
     *
     * @param warmUp whose probes are sent, but not reported
     */
    void send(Duration warmUp, Duration measured) {
        try {
            long started = System.nanoTime();
            long end = warmUp.plus(measured).toNanos();
            for (int i = 0; i < acknowledgedNanos.length(); i++) {
                long due = i * intervalNanos;
                if (due >= end) {
                    break;
                }
                PacedUploads.awaitNanos(started + due);
                if (System.nanoTime() - started < warmUp.toNanos()) {
                    firstMeasured.set(i + 1);
                }
                long now = System.currentTimeMillis();
                int status = client.send(events.body(1, now), now).join();
                if (status != 200) {
                    throw new BenchFailure("a probe was answered " + status);
                }
                acknowledgedNanos.set(i, System.nanoTime());
                acknowledged.set(i + 1);
            }
        } finally {
            sending = false;
        }
    }

    /**
     * Asks until all is visible; bounded. For the asking thread.
     *
     * @param ai the project that the probes go to
     */
    void watch(String ai) throws IOException, InterruptedException {
        int visible = 0;
        long asked = System.nanoTime();
        long lastSent = asked;
        while (sending || visible < acknowledged.get()) {
            long previousAsked = asked;
            asked = System.nanoTime();
            if (sending) {
                lastSent = asked;
            } else if (asked - lastSent > VISIBLE_LIMIT.toNanos()) {
                return;
            }
            long total = Math.min(api.count(ai, EVENT).total(), visibleNanos.length());
            long answered = System.nanoTime();
            if (firstMeasured.get() < acknowledged.get()) {
                queryNanos.recordValue(answered - asked);
                resolutionNanos.recordValue(answered - previousAsked);
            }
            for (; visible < total; visible++) {
                visibleNanos.set(visible, answered);
            }
            PacedUploads.awaitNanos(answered + pollNanos);
        }
    }

    int acknowledged() {
        return acknowledged.get();
    }

    /**
     * From the acknowledgement to the answer that counts it, of every probe that was measured and
     * is visible.
     */
    Histogram freshnessNanos() {
        Histogram nanos = new Histogram(3);
        for (int i = firstMeasured.get(); i < acknowledged.get(); i++) {
            if (visibleNanos.get(i) != 0) {
                nanos.recordValue(Math.max(0, visibleNanos.get(i) - acknowledgedNanos.get(i)));
            }
        }
        return nanos;
    }

    /**
     * From the sending of one question to the answer of the next: by that much a probe is late at
     * most.
     */
    Histogram resolutionNanos() {
        return resolutionNanos;
    }

    /** How long the questions themselves took. */
    Histogram queryNanos() {
        return queryNanos;
    }
}
