package io.maidian.intake;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges uploads that hold much, one at a time on a thread of its own: however many come at once,
 * only one is decoded, and the small ones do not wait for it. What waits is bounded in memory and
 * in time; beyond that an upload is told that the server is busy. Safe for any thread.
 */
public final class LargeUploads implements AutoCloseable {
    /** What holds more, encoded or decoded, is large. */
    static final int SMALL_BYTES = 1 << 20;

    /** The Java SDK gives up after 2 s. */
    private static final long MOST_WAIT_NANOS = 1_000_000_000L;

    private static final Logger LOG = LoggerFactory.getLogger(LargeUploads.class);

    private final ExecutorService thread;
    private final UploadMemory memory;
    private final LongSupplier nanoTime;
    private final int decodedBytes;

    LargeUploads(
            ExecutorService thread, UploadMemory memory, LongSupplier nanoTime, int decodedBytes) {
        this.thread = thread;
        this.memory = memory;
        this.nanoTime = nanoTime;
        this.decodedBytes = decodedBytes;
    }

    /**
     * Starts the thread.
     *
     * @param nanoTime the time that passes
     * @param decodedBytes what one may hold at most
     */
    public static LargeUploads start(UploadMemory memory, LongSupplier nanoTime, int decodedBytes) {
        ExecutorService thread =
                Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().name("large-uploads").factory());
        return new LargeUploads(thread, memory, nanoTime, decodedBytes);
    }

    /**
     * Has an upload judged as soon as it is its turn.
     *
     * @param wireBytes of its body; beyond a small one whoever read it has taken the memory
     * @param judge does so, and tells the outcome
     * @param done told where it is not judged, on this thread or on another
     */
    void judge(int wireBytes, Runnable judge, Consumer<UploadOutcome> done) {
        long uncounted = wireBytes <= UploadMemory.SMALL_BODY_BYTES ? wireBytes : 0;
        if (!memory.take(uncounted)) {
            refuse(done);
            return;
        }
        long since = nanoTime.getAsLong();
        try {
            thread.execute(() -> {
                try {
                    judge(since, judge, done);
                } finally {
                    memory.giveBack(uncounted);
                }
            });
        } catch (RejectedExecutionException _) {
            memory.giveBack(uncounted);
            refuse(done);
        }
    }

    private void judge(long sinceNanos, Runnable judge, Consumer<UploadOutcome> done) {
        if (nanoTime.getAsLong() - sinceNanos > MOST_WAIT_NANOS) {
            refuse(done);
            return;
        }
        memory.judging(2L * decodedBytes);
        try {
            judge.run();
        } catch (RuntimeException e) {
            LOG.error("a bug: a large upload failed", e);
            done.accept(new UploadOutcome.Failed());
        } finally {
            memory.judging(0);
        }
    }

    private void refuse(Consumer<UploadOutcome> done) {
        memory.refuse();
        done.accept(new UploadOutcome.Busy());
    }

    /** Judges what waits, and takes no more. */
    @Override
    public void close() {
        thread.close();
    }
}
