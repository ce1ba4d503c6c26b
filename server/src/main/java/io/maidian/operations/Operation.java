package io.maidian.operations;

import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One piece of work and how far it has come. Safe for any thread; one thread does the work. */
public final class Operation {
    /** What is done. */
    public enum Kind {
        /** A verified copy of the store at a log position. */
        SNAPSHOT,
        /** A new file for the store, without free space. */
        COMPACT,
        /** A new store from the newest snapshot and the log. */
        REBUILD,
        /** A copy of all that a server needs, into another folder. */
        BACKUP
    }

    /** How it stands. */
    public enum State {
        RUNNING,
        DONE,
        FAILED
    }

    /**
     * What came of it; what does not belong to its kind is null.
     *
     * @param position of the log, up to which everything is in what was made
     * @param bytesBefore the store's file before
     * @param bytesAfter the store's file after, or what a backup holds
     * @param copiedBytes what a backup had to copy; the rest was there
     * @param pauseMillis how long the indexer waited
     */
    public record Result(
            @Nullable Long position,
            @Nullable Long bytesBefore,
            @Nullable Long bytesAfter,
            @Nullable Long copiedBytes,
            @Nullable Long pauseMillis) {}

    /**
     * How far it is.
     *
     * @param phase what is being done; the last one, where it has ended
     * @param percent of the phase
     * @param events taken from the log in this phase
     * @param eventsPerSecond in this phase
     * @param remainingSeconds of this phase, as far as can be told; -1 where it cannot
     * @param problem why it failed
     * @param result where it is done
     */
    public record Progress(
            State state,
            String phase,
            int percent,
            long events,
            long eventsPerSecond,
            long remainingSeconds,
            @Nullable String problem,
            @Nullable Result result) {}

    private static final double NANOS = 1e9;

    private final String id;
    private final Kind kind;
    private final @Nullable Path folder;
    private final long startedMillis;
    private State state = State.RUNNING;
    private String phase = "waiting";
    private long total;
    private LongSupplier done = () -> 0;
    private long events;
    private long phaseBeganNanos = System.nanoTime();
    private @Nullable String problem;
    private @Nullable Result result;
    private volatile boolean stopped;

    /**
     * @param folder of a backup
     */
    public Operation(String id, Kind kind, @Nullable Path folder, long startedMillis) {
        this.id = id;
        this.kind = kind;
        this.folder = folder;
        this.startedMillis = startedMillis;
    }

    /** Its id, unique while the server runs. */
    public String id() {
        return id;
    }

    /** What is done. */
    public Kind kind() {
        return kind;
    }

    /** Where a backup goes. */
    public @Nullable Path folder() {
        return folder;
    }

    /** When it was asked for, in ms since 1970. */
    public long startedMillis() {
        return startedMillis;
    }

    /** How far it is now. */
    public synchronized Progress progress() {
        boolean running = state == State.RUNNING;
        long reached = running ? Math.clamp(done.getAsLong(), 0, Math.max(0, total)) : total;
        double seconds = (System.nanoTime() - phaseBeganNanos) / NANOS;
        long remaining =
                reached > 0 && seconds > 0 ? Math.round(seconds * (total - reached) / reached) : -1;
        return new Progress(
                state,
                phase,
                total == 0 ? (running ? 0 : 100) : (int) (100.0 * reached / total),
                events,
                seconds > 0 && running ? Math.round(events / seconds) : 0,
                running ? remaining : 0,
                problem,
                result);
    }

    /**
     * Begins a phase.
     *
     * @param total of whatever is counted
     * @param done how much of it is done; must be quick
     */
    public synchronized void phase(String phase, long total, LongSupplier done) {
        this.phase = phase;
        this.total = total;
        this.done = done;
        events = 0;
        phaseBeganNanos = System.nanoTime();
    }

    /** Begins a phase of which it is told how much is done by {@link Counter}. */
    public Counter phase(String phase, long total) {
        Counter counter = new Counter(this);
        phase(phase, total, () -> counter.count);
        return counter;
    }

    /** Counts what is done of a phase. For one thread. */
    public static final class Counter {
        private final Operation operation;
        private volatile long count;

        private Counter(Operation operation) {
            this.operation = operation;
        }

        /**
         * So much more is done.
         *
         * @throws CancellationException where the work is to end
         */
        @SuppressWarnings("NonAtomicVolatileUpdate") // one thread counts, others read
        public void passed(long more) {
            count += more;
            operation.checkGoesOn();
        }
    }

    /** So many events more were taken from the log. */
    synchronized void passedEvents(long more) {
        events += more;
        checkGoesOn();
    }

    /** Asks it to end early, which it does as failed. */
    void stop() {
        stopped = true;
    }

    /**
     * Looks whether the work is to end.
     *
     * @throws CancellationException where it is
     */
    void checkGoesOn() {
        if (stopped) {
            throw new CancellationException("the server was stopped; start it again afterwards");
        }
    }

    synchronized void done(Result result) {
        state = State.DONE;
        this.result = result;
    }

    synchronized void failed(String problem) {
        state = State.FAILED;
        this.problem = problem;
    }
}
