package io.maidian.log.segment;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The position up to which the log is durable; it only grows. Safe for any thread. */
final class DurableEnd {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition grown = lock.newCondition();
    private volatile long end;

    DurableEnd(long end) {
        this.end = end;
    }

    long get() {
        return end;
    }

    void advance(long to) {
        lock.lock();
        try {
            end = to;
            grown.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the end lies behind this position; false if the time passes first. */
    boolean awaitBeyond(long position, Duration atMost) throws InterruptedException {
        if (end > position) {
            return true;
        }
        long nanos = TimeUnit.NANOSECONDS.convert(atMost);
        lock.lockInterruptibly();
        try {
            while (end <= position) {
                if (nanos <= 0) {
                    return false;
                }
                nanos = grown.awaitNanos(nanos);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }
}
