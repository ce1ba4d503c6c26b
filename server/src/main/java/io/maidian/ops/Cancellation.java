package io.maidian.ops;

import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * That nobody waits for a piece of work any more. It is bound to the thread that does the work
 * ({@link #CALLERS}), so that what takes long can ask for it, however deep it lies. Safe for any
 * thread.
 */
public final class Cancellation {
    /** Of the caller for whom this thread works. */
    public static final ScopedValue<Cancellation> CALLERS = ScopedValue.newInstance();

    private static final long AGAIN_MILLIS = 50;

    private boolean cancelled;
    private @Nullable Runnable stop;

    /** The caller's; one that is never cancelled where there is no caller who could go away. */
    public static Cancellation ofCaller() {
        return CALLERS.isBound() ? CALLERS.get() : new Cancellation();
    }

    /**
     * Stops the work at hand, on this thread, and all that would begin later. Returns when what is
     * being done has stopped: it may not have begun yet when it is first told.
     */
    public synchronized void cancel() {
        cancelled = true;
        try {
            while (stop != null) {
                stop.run();
                wait(AGAIN_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public synchronized boolean isCancelled() {
        return cancelled;
    }

    /**
     * @throws CancellationException if nobody waits any more
     */
    public void check() {
        if (isCancelled()) {
            throw new CancellationException("the caller has gone");
        }
    }

    /**
     * Until the stopping is closed, {@link #cancel} calls this: again and again, so quick and
     * harmless if repeated.
     */
    public synchronized Stopping stopBy(Runnable how) {
        stop = how;
        return this::doneStopping;
    }

    private synchronized void doneStopping() {
        stop = null;
        notifyAll();
    }

    /** While work can be stopped in the way that was told. */
    public interface Stopping extends AutoCloseable {
        @Override
        void close();
    }
}
