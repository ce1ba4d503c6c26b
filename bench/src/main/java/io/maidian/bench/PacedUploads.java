package io.maidian.bench;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * An open loop: sends at the times that the rate sets, whether or not earlier answers have come,
 * over as many connections as it was given, and counts an answer's time from when its request was
 * due. What finds all connections taken waits for one, and that wait counts. One thread does it
 * all, so that at thousands of requests a second it takes some hundredths of a core; it looks at
 * the clock every ms. Sending is for one thread; what is counted may be read from any.
 */
final class PacedUploads implements AutoCloseable {
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(10);

    private final int port;
    private final int batch;
    private final UploadTemplate template;
    private final Selector selector;
    private final List<UploadConnection> connections = new ArrayList<>();
    private final ArrayDeque<UploadConnection> idle = new ArrayDeque<>();
    private final Recorder answerNanos = new Recorder(3);
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong unanswered = new AtomicLong();
    private final AtomicLong unsent = new AtomicLong();

    /**
     * @param batch events a request
     * @param connectionCount as many requests can be on their way at once
     */
    PacedUploads(int port, UploadTemplate template, int batch, int connectionCount)
            throws IOException {
        this.port = port;
        this.batch = batch;
        this.template = template;
        this.selector = Selector.open();
        for (int i = 0; i < connectionCount; i++) {
            connect();
        }
    }

    /** Sends for so long, and waits for the answers, at most ten seconds. */
    void run(double eventsPerSecond, Duration length) throws IOException {
        double intervalNanos = 1e9 * batch / eventsPerSecond;
        long started = System.nanoTime();
        long sent = 0;
        long due = started;
        while (System.nanoTime() - started < length.toNanos()) {
            while (due - System.nanoTime() <= 0 && !idle.isEmpty()) {
                send(idle.remove(), due);
                sent++;
                due = started + Math.round(sent * intervalNanos);
            }
            selector.select(this::proceed, 1);
        }
        long missed = (long) ((System.nanoTime() - due) / intervalNanos);
        unsent.addAndGet(Math.max(0, missed) * batch);
        awaitLastAnswers();
    }

    private void awaitLastAnswers() throws IOException {
        long from = System.nanoTime();
        while (idle.size() < connections.size()
                && System.nanoTime() - from < LAST_ANSWERS.toNanos()) {
            selector.select(this::proceed, 1);
        }
        for (UploadConnection connection : List.copyOf(connections)) {
            if (!idle.contains(connection)) {
                replace(connection);
            }
        }
    }

    /** Parks until {@link System#nanoTime} has reached it. */
    static void awaitNanos(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private void send(UploadConnection connection, long due) {
        try {
            connection.send(template.next(System.currentTimeMillis()), due);
        } catch (IOException e) {
            System.err.println("an upload could not be sent: " + e.getMessage());
            replace(connection);
        }
    }

    private void proceed(SelectionKey key) {
        UploadConnection connection = (UploadConnection) key.attachment();
        try {
            int status = connection.proceed();
            if (status != 0) {
                answerNanos.recordValue(Math.max(0, System.nanoTime() - connection.dueNanos()));
                (status == 200 ? acknowledged : refused).addAndGet(batch);
                idle.add(connection);
            }
        } catch (IOException e) {
            System.err.println("a connection broke: " + e.getMessage());
            replace(connection);
        }
    }

    /** Opens another in its place; the request that it carried, if any, will not be answered. */
    private void replace(UploadConnection connection) {
        if (!idle.remove(connection)) {
            unanswered.addAndGet(batch);
        }
        connections.remove(connection);
        try {
            connection.close();
            connect();
        } catch (IOException e) {
            throw new BenchFailure("the server takes no more connections: " + e.getMessage(), e);
        }
    }

    private void connect() throws IOException {
        UploadConnection connection = new UploadConnection(port, selector);
        connections.add(connection);
        idle.add(connection);
    }

    /** Events in requests that were answered 200. */
    long acknowledged() {
        return acknowledged.get();
    }

    /** Events in requests that were answered otherwise. */
    long refused() {
        return refused.get();
    }

    /** Events in requests that were sent, and of which nobody knows what became of them. */
    long unanswered() {
        return unanswered.get();
    }

    /** Events that were due while all connections were waiting for answers, and were never sent. */
    long unsent() {
        return unsent.get();
    }

    /** From when a request was due to its answer, since the last time that this was asked. */
    Histogram takeAnswerNanos() {
        return answerNanos.getIntervalHistogram();
    }

    @Override
    public void close() throws IOException {
        for (UploadConnection connection : connections) {
            connection.close();
        }
        selector.close();
    }
}
