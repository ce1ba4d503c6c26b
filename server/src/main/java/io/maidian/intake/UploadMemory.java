package io.maidian.intake;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The budget of the memory that uploads may take before the log has them: one half for bodies as
 * they come, one half for the large one that is being judged. Of the bodies' half large ones leave
 * an eighth to small ones. Safe for any thread; never blocks.
 *
 * <p>A body of up to {@link #SMALL_BODY_BYTES} that came in one piece is not counted: it is judged
 * at once, on the thread that read it, and then counts in the log's queue.
 */
public final class UploadMemory {
    /** A body that is not larger is small. */
    public static final int SMALL_BODY_BYTES = 64 << 10;

    private final long bodiesLimitBytes;
    private final AtomicLong bodies = new AtomicLong();
    private final AtomicLong judging = new AtomicLong();
    private final Counter refused;

    /**
     * @param limitBytes of all together
     */
    public UploadMemory(long limitBytes, MeterRegistry meters) {
        bodiesLimitBytes = limitBytes / 2;
        refused =
                Counter.builder("maidian.uploads.memory.refused")
                        .description("Uploads that were refused for want of memory")
                        .register(meters);
        Gauge.builder("maidian.uploads.memory", this, UploadMemory::usedBytes)
                .baseUnit("bytes")
                .description("Memory of uploads that the log does not have yet")
                .register(meters);
        Gauge.builder("maidian.uploads.memory.limit", () -> limitBytes)
                .baseUnit("bytes")
                .description("Most memory that uploads may take before the log has them")
                .register(meters);
    }

    /** Takes memory for a body; false if there is not so much. */
    public boolean take(long bytes) {
        long limit = bodiesLimitBytes - (bytes > SMALL_BODY_BYTES ? bodiesLimitBytes / 8 : 0);
        if (bodies.addAndGet(bytes) <= limit) {
            return true;
        }
        bodies.addAndGet(-bytes);
        return false;
    }

    /** Gives back what was taken. */
    public void giveBack(long bytes) {
        bodies.addAndGet(-bytes);
    }

    /** Counts an upload that is refused. */
    public void refuse() {
        refused.increment();
    }

    /** Notes how much the upload takes that is being judged; 0 for none. */
    void judging(long bytes) {
        judging.set(bytes);
    }

    long usedBytes() {
        return bodies.get() + judging.get();
    }
}
