package io.maidian.log.segment;

import io.maidian.log.LogBatch;
import io.maidian.log.Receipt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What waits for the log's writer, bounded in bytes. Any thread appends, without a lock: one
 * compare-and-set on the head of a linked stack. One thread, the writer, takes the whole stack at
 * once and turns it round, so each caller's order stays. What is taken counts against the bound
 * until it is {@linkplain #release released}.
 */
final class AppendQueue {
    /** Memory of a waiting entry beside its bytes, roughly. */
    private static final int OVERHEAD_BYTES = 128;

    /** An append that waits for its receipt. */
    static final class Pending {
        final LogBatch batch;
        private final @Nullable Consumer<Receipt> done;
        @Nullable Pending next;

        Pending(LogBatch batch, @Nullable Consumer<Receipt> done) {
            this.batch = batch;
            this.done = done;
        }

        void tell(Receipt receipt) {
            if (done != null) {
                done.accept(receipt);
            }
        }

        long queuedBytes() {
            return OVERHEAD_BYTES + (long) batch.length();
        }
    }

    /** Stands at the head when no writer will come any more. */
    private static final Pending STOPPED = new Pending(new LogBatch(0), null);

    private final AtomicReference<@Nullable Pending> head = new AtomicReference<>();
    private final AtomicLong queuedBytes = new AtomicLong();
    private final AtomicBoolean parked = new AtomicBoolean();
    private final long limitBytes;
    private volatile Receipt.@Nullable Cause refusal;

    AppendQueue(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /** Queues, or refuses on the caller's thread; wakes the writer if it sleeps. */
    void append(LogBatch batch, Consumer<Receipt> done, @Nullable Thread writer) {
        Receipt.Cause refused = refusal;
        if (refused != null) {
            done.accept(new Receipt.Unavailable(refused));
            return;
        }
        Pending pending = new Pending(batch, done);
        long bytes = pending.queuedBytes();
        if (queuedBytes.addAndGet(bytes) > limitBytes) {
            queuedBytes.addAndGet(-bytes);
            done.accept(new Receipt.Unavailable(Receipt.Cause.QUEUE_FULL));
            return;
        }
        if (!push(pending)) {
            queuedBytes.addAndGet(-bytes);
            Receipt.Cause cause = refusal;
            done.accept(new Receipt.Unavailable(cause == null ? Receipt.Cause.CLOSED : cause));
            return;
        }
        if (parked.get() && parked.compareAndSet(true, false)) {
            LockSupport.unpark(writer);
        }
    }

    private boolean push(Pending pending) {
        while (true) {
            Pending first = head.get();
            if (first == STOPPED) {
                return false;
            }
            pending.next = first;
            if (head.compareAndSet(first, pending)) {
                return true;
            }
        }
    }

    /** Refuses new appends for this cause from now on; null takes them again. */
    void refuse(Receipt.@Nullable Cause cause) {
        refusal = cause;
    }

    /** Takes all that waits, the oldest first; null if there is none. Only for the writer. */
    @Nullable Pending take() {
        Pending first = head.get();
        return first == null || first == STOPPED ? null : reversed(head.getAndSet(null));
    }

    /**
     * Takes all that waits and ends the queue: whatever comes later is refused. Only for the
     * writer.
     */
    @Nullable Pending takeAndStop() {
        Pending first = head.getAndSet(STOPPED);
        return first == STOPPED ? null : reversed(first);
    }

    private static @Nullable Pending reversed(@Nullable Pending newest) {
        Pending oldest = null;
        Pending each = newest;
        while (each != null) {
            Pending older = each.next;
            each.next = oldest;
            oldest = each;
            each = older;
        }
        return oldest;
    }

    /** Forgets the bytes of entries that have their receipt. */
    void release(long bytes) {
        queuedBytes.addAndGet(-bytes);
    }

    long queuedBytes() {
        return queuedBytes.get();
    }

    /** Sleeps until something is appended, {@link #wake} is called or the time is over. */
    void await(long nanos) {
        parked.set(true);
        if (head.get() == null) {
            LockSupport.parkNanos(this, nanos);
        }
        parked.set(false);
    }

    void wake(@Nullable Thread writer) {
        LockSupport.unpark(writer);
    }
}
