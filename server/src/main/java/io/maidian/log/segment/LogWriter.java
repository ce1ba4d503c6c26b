package io.maidian.log.segment;

import io.maidian.disk.NoSpaceException;
import io.maidian.log.LogPosition;
import io.maidian.log.Receipt;
import io.maidian.log.segment.AppendQueue.Pending;
import io.maidian.ops.Health;
import io.maidian.ops.ThreadPriority;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Group commit. Takes all that waits, writes it as one group, forces once, and only then tells the
 * receipts, in order; what arrives during a force makes the next group, so groups grow with the
 * load by themselves and nothing is ever delayed to fill one.
 *
 * <p>A failed write or force is final: nothing is known of the bytes then, and a later success
 * would prove nothing (a kernel may drop pages that it could not write and report the error once).
 * Only a full disk, found before the force and with the half group durably cut off again, is not.
 *
 * <p>All methods are the one writer thread's, which {@link SegmentLog} starts; a simulation calls
 * {@link #step} itself instead.
 */
final class LogWriter {
    private static final Logger logger = LoggerFactory.getLogger(LogWriter.class);
    private static final long FULL_DISK_PAUSE_NANOS = 1_000_000_000L;

    private final SegmentFolder folder;
    private final AppendQueue queue;
    private final DurableEnd end;
    private final SegmentLogOptions options;
    private final Health.Part health;
    private final LogMetrics metrics;
    private final SpaceWatch space;
    private final GroupBuffer group;
    private final List<Pending> members = new ArrayList<>();
    private final LongSupplier nanoTime;
    private final long segmentAgeNanos;
    private LogSegment tail;

    /** When the first group came into the tail, as far as this process knows. */
    private long tailSinceNanos;

    private @Nullable Pending taken;
    private boolean rolling;
    private boolean refusing;
    private boolean failed;
    private volatile boolean closing;

    LogWriter(Parts parts, LogSegment tail) {
        this.folder = parts.folder;
        this.queue = parts.queue;
        this.end = parts.end;
        this.options = parts.options;
        this.health = parts.watch.health;
        this.metrics = parts.metrics;
        this.nanoTime = parts.watch.nanoTime;
        this.segmentAgeNanos = TimeUnit.NANOSECONDS.convert(options.segmentAge());
        this.tail = tail;
        tailSinceNanos = nanoTime.getAsLong();
        space = new SpaceWatch(folder, options.reserveBytes(), nanoTime);
        group = new GroupBuffer(options.groupLimitBytes());
    }

    /** What the writer works on and its log shows. */
    record Parts(
            SegmentFolder folder,
            AppendQueue queue,
            DurableEnd end,
            SegmentLogOptions options,
            Watch watch,
            LogMetrics metrics) {}

    /** Who looks on, and the time that passes. */
    record Watch(Health.Part health, MeterRegistry meters, LongSupplier nanoTime) {}

    /** The thread's life: until closed and drained, or failed. */
    void run() {
        // On busy cores the uploads that run now end first, and join the next group.
        ThreadPriority.waitForTurn();
        try {
            while (!failed) {
                if (step()) {
                    continue;
                }
                if (closing) {
                    break;
                }
                queue.await(refusing ? FULL_DISK_PAUSE_NANOS : Long.MAX_VALUE);
            }
        } catch (Throwable e) {
            fail(e, new Receipt.Unknown());
        }
        finish();
    }

    /** Asks the thread to end once nothing waits. Any thread; {@link AppendQueue#wake} follows. */
    void close() {
        closing = true;
    }

    private void finish() {
        queue.refuse(Receipt.Cause.CLOSED);
        // What slipped in after the last step.
        Pending late = queue.takeAndStop();
        refuseAll(late, failed ? Receipt.Cause.FAILED : Receipt.Cause.CLOSED);
        if (failed) {
            queue.refuse(Receipt.Cause.FAILED);
        }
        try {
            if (!failed) {
                tail.cut();
            }
            tail.close();
        } catch (IOException e) {
            // All of it is forced.
            logger.warn("cannot close the log's last segment", e);
        }
    }

    /**
     * Stores one group of what waits.
     *
     * @return whether there was anything
     */
    boolean step() {
        if (failed || !checkSpace()) {
            return false;
        }
        collect();
        if (members.isEmpty()) {
            return false;
        }
        store();
        members.clear();
        group.clear();
        return true;
    }

    private void collect() {
        while (true) {
            if (taken == null) {
                taken = queue.take();
            }
            Pending next = taken;
            if (next == null || !group.add(next.batch)) {
                return;
            }
            taken = next.next;
            next.next = null;
            members.add(next);
        }
    }

    private void store() {
        try {
            roll();
        } catch (NoSpaceException e) {
            full(e);
            return;
        } catch (IOException e) {
            fail(e, new Receipt.Unavailable(Receipt.Cause.FAILED));
            return;
        }
        long start = tail.end();
        try {
            tail.append(group.finish(start));
        } catch (NoSpaceException e) {
            cutAfter(e);
            return;
        } catch (IOException e) {
            fail(e, new Receipt.Unknown());
            return;
        }
        long before = System.nanoTime();
        try {
            tail.force();
        } catch (IOException e) {
            fail(e, new Receipt.Unknown());
            return;
        }
        long forceNanos = System.nanoTime() - before;
        end.advance(tail.end());
        metrics.stored(group, forceNanos);
        space.written(group.length());
        tellDurable(new LogPosition(start));
    }

    /**
     * Goes on in a new segment where this one is full. Once begun it must succeed before the next
     * group: the new file may be there already, and nothing may lie beside it in the old one.
     */
    private void roll() throws IOException {
        if (!rolling && !isFull()) {
            return;
        }
        rolling = true;
        tail.cut();
        LogSegment next = folder.create(tail.end());
        LogSegment full = tail;
        tail = next;
        tailSinceNanos = nanoTime.getAsLong();
        rolling = false;
        try {
            full.close();
        } catch (IOException e) {
            // All of it is forced.
            logger.warn("cannot close a full segment of the log", e);
        }
    }

    private boolean isFull() {
        long now = nanoTime.getAsLong();
        long size = tail.end() - tail.start();
        if (size == 0) {
            tailSinceNanos = now;
            return false;
        }
        return size + group.length() > options.segmentLimitBytes()
                || now - tailSinceNanos >= segmentAgeNanos;
    }

    private void cutAfter(NoSpaceException full) {
        try {
            tail.cut();
        } catch (IOException e) {
            e.addSuppressed(full);
            fail(e, new Receipt.Unknown());
            return;
        }
        full(full);
    }

    private void full(NoSpaceException failure) {
        logger.warn("the disk is full", failure);
        space.full();
        noRoom();
        tellAll(new Receipt.Unavailable(Receipt.Cause.NO_SPACE));
    }

    /** Refuses uploads while there is little room, and takes them again by itself. */
    private boolean checkSpace() {
        boolean room;
        try {
            room = space.hasRoom();
        } catch (IOException e) {
            fail(e, new Receipt.Unavailable(Receipt.Cause.FAILED));
            return false;
        }
        if (!room) {
            noRoom();
            refuseAll(taken, Receipt.Cause.NO_SPACE);
            taken = null;
            refuseAll(queue.take(), Receipt.Cause.NO_SPACE);
        } else if (refusing) {
            refusing = false;
            queue.refuse(null);
            logger.info("there is room on the disk again: uploads are taken");
            health.ready("writing to " + folder.path());
        }
        return room;
    }

    private void noRoom() {
        if (!refusing) {
            refusing = true;
            String message =
                    "the disk of "
                            + folder.path()
                            + " is full or has less than "
                            + (options.reserveBytes() >> 20)
                            + " MiB left: uploads are refused until there is room; free some or"
                            + " enlarge the disk";
            logger.error(message);
            health.notReady(message);
        }
        queue.refuse(Receipt.Cause.NO_SPACE);
    }

    private void fail(Throwable failure, Receipt receipt) {
        failed = true;
        queue.refuse(Receipt.Cause.FAILED);
        String message =
                "the log in "
                        + folder.path()
                        + " cannot be written ("
                        + failure.getMessage()
                        + "): nothing more is taken; check the disk, then restart the server";
        logger.error(message, failure);
        health.notReady(message);
        dropUnforced();
        tellAll(receipt);
        refuseAll(taken, Receipt.Cause.FAILED);
        taken = null;
        refuseAll(queue.takeAndStop(), Receipt.Cause.FAILED);
    }

    /**
     * Best effort: what may lie in memory but not on disk shall not be found, and taken for
     * durable, by the next start. The receipt stays "unknown".
     */
    private void dropUnforced() {
        try {
            tail.cut();
        } catch (IOException e) {
            logger.warn("cannot cut off the group that could not be forced", e);
        }
    }

    private void tellDurable(LogPosition start) {
        long bytes = 0;
        for (int ordinal = 0; ordinal < members.size(); ordinal++) {
            Pending member = members.get(ordinal);
            bytes += member.queuedBytes();
            tell(member, new Receipt.Durable(start, ordinal));
        }
        queue.release(bytes);
    }

    private void tellAll(Receipt receipt) {
        for (Pending member : members) {
            queue.release(member.queuedBytes());
            tell(member, receipt);
        }
        members.clear();
        group.clear();
    }

    private void refuseAll(@Nullable Pending first, Receipt.Cause cause) {
        Receipt receipt = new Receipt.Unavailable(cause);
        for (Pending each = first; each != null; each = each.next) {
            queue.release(each.queuedBytes());
            tell(each, receipt);
        }
    }

    private static void tell(Pending pending, Receipt receipt) {
        try {
            pending.tell(receipt);
        } catch (RuntimeException | Error e) {
            // The others wait too.
            logger.error("a receipt's consumer threw; this is a bug", e);
        }
    }
}
