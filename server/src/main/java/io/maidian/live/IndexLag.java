package io.maidian.live;

import io.maidian.log.LogPosition;
import java.util.ArrayDeque;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * How far the store is behind the log, in bytes and in time. It notes once a second how long the
 * log is; the store is behind by as long as the log has been longer than what is in it. Safe for
 * any thread.
 */
public final class IndexLag {
    /** Beyond so many seconds the lag is told as this. */
    public static final int MAX_SECONDS = 3_600;

    private static final long SECOND_NANOS = 1_000_000_000L;
    private static final long GAP_NANOS = 900_000_000L;

    private final Supplier<LogPosition> log;
    private final Supplier<LogPosition> store;
    private final LongSupplier nanoTime;
    private final ArrayDeque<Sample> samples = new ArrayDeque<>();

    /**
     * @param log where the log ends
     * @param store up to where the store has it
     * @param nanoTime does not jump when the clock is set
     */
    public IndexLag(Supplier<LogPosition> log, Supplier<LogPosition> store, LongSupplier nanoTime) {
        this.log = log;
        this.store = store;
        this.nanoTime = nanoTime;
    }

    private record Sample(long nanos, long end) {}

    /**
     * At one moment.
     *
     * @param bytes of the log that are not in the store
     * @param seconds for how long the first of them has waited, at most {@link #MAX_SECONDS}
     */
    public record Lag(long bytes, long seconds) {}

    /** Notes where the log ends; to be called about once a second. */
    public synchronized void sample() {
        long now = nanoTime.getAsLong();
        Sample last = samples.peekLast();
        if (last != null && now - last.nanos() < GAP_NANOS) {
            return;
        }
        forget(store.get().offset());
        samples.addLast(new Sample(now, log.get().offset()));
        if (samples.size() > MAX_SECONDS) {
            samples.removeFirst();
        }
    }

    /** The lag now. */
    public synchronized Lag now() {
        long reached = store.get().offset();
        long bytes = Math.max(0, log.get().offset() - reached);
        if (bytes == 0) {
            return new Lag(0, 0);
        }
        forget(reached);
        Sample first = samples.peekFirst();
        long waited = first == null ? 0 : (nanoTime.getAsLong() - first.nanos()) / SECOND_NANOS;
        return new Lag(bytes, Math.min(waited, MAX_SECONDS));
    }

    /** Lets go of the moments at which the log held nothing that the store has not. */
    private void forget(long reached) {
        while (!samples.isEmpty() && samples.peekFirst().end() <= reached) {
            samples.removeFirst();
        }
    }
}
