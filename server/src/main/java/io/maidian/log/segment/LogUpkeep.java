package io.maidian.log.segment;

import io.maidian.ops.ThreadPriority;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after what is written: notes every second how far the log is durable. One thread of low
 * priority, which {@link SegmentLog} starts and closes; a simulation calls {@link #tend} instead.
 */
final class LogUpkeep {
    private static final Logger LOG = LoggerFactory.getLogger(LogUpkeep.class);
    private static final long PERIOD_SECONDS = 1;

    private final DurableEnd end;
    private final DurableMark mark;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    private boolean failing;

    LogUpkeep(DurableEnd end, DurableMark mark) {
        this.end = end;
        this.mark = mark;
        thread = Thread.ofPlatform().name("log-upkeep").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    private void run() {
        ThreadPriority.giveWay();
        try {
            while (!stop.await(PERIOD_SECONDS, TimeUnit.SECONDS)) {
                tend();
            }
        } catch (InterruptedException e) {
            LOG.warn("the log's upkeep was interrupted; it goes on after the next start");
        }
    }

    /** One round. */
    void tend() {
        try {
            mark.note(end.get());
            failing = false;
        } catch (IOException e) {
            if (!failing) {
                LOG.warn("cannot note how far the log is durable; trying again each second", e);
            }
            failing = true;
        }
    }

    /** Ends the thread, and makes the note durable: the log takes no more. */
    void close() {
        if (stop.getCount() == 0) {
            return;
        }
        stop.countDown();
        SegmentLog.join(thread);
        try (mark) {
            mark.note(end.get());
            mark.force();
        } catch (IOException e) {
            LOG.warn("cannot note how far the log is durable", e);
        }
    }
}
