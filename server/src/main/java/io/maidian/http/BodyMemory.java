package io.maidian.http;

import io.maidian.intake.UploadMemory;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Gives memory to the bodies that one event loop reads. Large bodies that there is no memory for
 * wait in turn, for a time that a sender can bear; small ones pass them. For its event loop.
 */
final class BodyMemory {
    /** The Java SDK gives up after 2 s. */
    private static final long MOST_WAIT_NANOS = 1_000_000_000L;

    private static final int POLL_MILLIS = 5;

    private final Vertx vertx;
    private final UploadMemory memory;
    private final long mostSweeps;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private @Nullable BodyReader oldest;
    private @Nullable BodyReader newest;
    private long sweeps;

    /**
     * @param mostTime a body may take to come
     */
    BodyMemory(Vertx vertx, UploadMemory memory, Duration mostTime) {
        this.vertx = vertx;
        this.memory = memory;
        mostSweeps = Math.max(1, mostTime.toSeconds());
    }

    /** A body begins to come; {@link #ended} is to be called for it. */
    void begun(BodyReader body) {
        BodyReader before = newest;
        body.before = before;
        body.sinceSweep = sweeps;
        newest = body;
        if (before == null) {
            oldest = body;
        } else {
            before.after = body;
        }
    }

    /** It is read, refused or gone. */
    void ended(BodyReader body) {
        BodyReader before = body.before;
        BodyReader after = body.after;
        if (before == null) {
            oldest = after;
        } else {
            before.after = after;
        }
        if (after == null) {
            newest = before;
        } else {
            after.before = before;
        }
        body.before = null;
        body.after = null;
    }

    /** Refuses bodies that have been coming for too long; the event loop calls it every second. */
    void sweep() {
        sweeps++;
        for (BodyReader body = oldest;
                body != null && sweeps - body.sinceSweep > mostSweeps;
                body = oldest) {
            body.refuse(BodyReader.Refusal.TOO_SLOW);
        }
    }

    /** A body that waits; of one that is gone nobody is told. */
    static final class Waiting {
        private final long bytes;
        private final Runnable taken;
        private final Runnable refused;
        private final long sinceNanos = System.nanoTime();
        private boolean gone;

        private Waiting(long bytes, Runnable taken, Runnable refused) {
            this.bytes = bytes;
            this.taken = taken;
            this.refused = refused;
        }

        void leave() {
            gone = true;
        }
    }

    /** Takes memory at once, or not at all. */
    boolean take(long bytes) {
        if (memory.take(bytes)) {
            return true;
        }
        memory.refuse();
        return false;
    }

    /** Takes memory as soon as there is some, and calls one of the two, now or later. */
    Waiting await(long bytes, Runnable taken, Runnable refused) {
        Waiting body = new Waiting(bytes, taken, refused);
        if (waiting.isEmpty()) {
            if (memory.take(bytes)) {
                taken.run();
                return body;
            }
            vertx.setTimer(POLL_MILLIS, _ -> poll());
        }
        waiting.add(body);
        return body;
    }

    void giveBack(long bytes) {
        memory.giveBack(bytes);
    }

    private void poll() {
        long now = System.nanoTime();
        for (Waiting first = waiting.peek(); first != null; first = waiting.peek()) {
            if (first.gone) {
                waiting.remove();
            } else if (memory.take(first.bytes)) {
                waiting.remove();
                first.taken.run();
            } else if (now - first.sinceNanos > MOST_WAIT_NANOS) {
                waiting.remove();
                memory.refuse();
                first.refused.run();
            } else {
                vertx.setTimer(POLL_MILLIS, _ -> poll());
                return;
            }
        }
    }
}
