package io.maidian.log.segment;

import io.maidian.log.Retention;
import io.maidian.ops.ThreadPriority;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after what is written: notes every second how far the log is durable, and every ten seconds
 * compresses and drops what may be. One thread of low priority that rests as long as it works,
 * which {@link SegmentLog} starts and closes; a simulation calls {@link #tend} instead.
 */
final class LogUpkeep {
    private static final Logger LOG = LoggerFactory.getLogger(LogUpkeep.class);
    private static final long PERIOD_SECONDS = 1;
    private static final int CARE_EVERY = 10;

    private final DurableEnd end;
    private final DurableMark mark;
    private final LogCare care;
    private final LogSizes sizes;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable Retention retention;
    private boolean noteFailing;
    private boolean careFailing;

    LogUpkeep(LogWriter.Parts parts, DamagedParts damaged, DurableMark mark) {
        this.end = parts.end();
        this.mark = mark;
        MeterRegistry meters = parts.watch().meters();
        care = new LogCare(parts.folder(), damaged, this::rests);
        sizes = new LogSizes(parts.folder(), end, meters);
        thread = Thread.ofPlatform().name("log-upkeep").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Without a retention nothing is compressed or dropped. Any thread. */
    void retain(Retention what) {
        retention = what;
    }

    private void run() {
        ThreadPriority.giveWay();
        try {
            for (long round = 1; !stop.await(PERIOD_SECONDS, TimeUnit.SECONDS); round++) {
                note();
                if (round % CARE_EVERY == 0) {
                    care();
                }
            }
        } catch (InterruptedException e) {
            LOG.warn("the log's upkeep was interrupted; it goes on after the next start");
        }
    }

    /** Rests as long as the work took; false where the log is being closed. */
    private boolean rests(long workedNanos) {
        try {
            return !thread.isAlive() || !stop.await(workedNanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Does all of it once, on the caller's thread. */
    void tend() {
        note();
        care();
    }

    private void note() {
        try {
            mark.note(end.get());
            noteFailing = false;
        } catch (IOException e) {
            if (!noteFailing) {
                LOG.warn("cannot note how far the log is durable; trying again each second", e);
            }
            noteFailing = true;
        }
    }

    private void care() {
        Retention what = retention;
        try {
            if (what != null) {
                care.tend(what);
            }
            sizes.look();
            careFailing = false;
        } catch (IOException | RuntimeException e) {
            if (!careFailing) {
                LOG.warn(
                        "cannot compress or drop old segments of the log now, nothing is lost;"
                                + " trying again every {} s",
                        CARE_EVERY,
                        e);
            }
            careFailing = true;
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
