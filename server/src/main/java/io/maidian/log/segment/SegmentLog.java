package io.maidian.log.segment;

import io.maidian.disk.Disk;
import io.maidian.log.EventLog;
import io.maidian.log.LogBatch;
import io.maidian.log.LogPosition;
import io.maidian.log.LogReader;
import io.maidian.log.Receipt;
import io.maidian.log.Retention;
import io.maidian.ops.Health;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The event log in segment files of one folder.
 *
 * <p>Files {@code <start position, 20 digits>.log}, each holding groups one behind the other; the
 * next file starts at the position where the one before ends. A position counts the bytes of all
 * groups before it. A group is what one force made durable: the entries of all that waited. Layout:
 * {@link SegmentFormat} and docs/formats/log-segment.md.
 *
 * <p>Opening verifies the last segment only, cuts off a group that was never forced, and forces the
 * rest before anybody reads it. Damage to what had been acknowledged is told and set aside ({@link
 * DamagedParts}), and passed over by readers. Nobody else may have the folder open for writing: the
 * server holds its data folder's lock.
 *
 * <p>Threads: any thread appends, without blocking; one platform thread writes, forces and tells
 * the receipts ({@link LogWriter}); another looks after what is written ({@link LogUpkeep}); each
 * reader has its own file handles.
 */
public final class SegmentLog implements EventLog {
    /**
     * Where a log lies.
     *
     * @param known position up to which it is known to have been durable once, as something was
     *     made of it: a log that ends before is damaged, and goes on from there
     */
    public record Place(Disk disk, Path folder, LogPosition known) {}

    private final SegmentFolder folder;
    private final AppendQueue queue;
    private final DurableEnd end;
    private final DamagedParts damaged;
    private final LogUpkeep upkeep;
    private final LogWriter writer;
    private final @Nullable Thread thread;

    private SegmentLog(
            LogWriter.Parts parts,
            DamagedParts damaged,
            DurableMark mark,
            LogSegment tail,
            boolean threaded) {
        folder = parts.folder();
        queue = parts.queue();
        end = parts.end();
        this.damaged = damaged;
        upkeep = new LogUpkeep(parts, damaged, mark);
        writer = new LogWriter(parts, tail);
        thread =
                threaded
                        ? Thread.ofPlatform().name("maidian-log-writer").unstarted(writer::run)
                        : null;
    }

    /**
     * Recovers the log in this place, or makes a new one, and starts its writer. Blocking: reads
     * the whole last segment.
     *
     * @throws IOException in one line for the operator
     */
    public static SegmentLog open(
            Place place, SegmentLogOptions options, Health.Part health, MeterRegistry meters)
            throws IOException {
        LogWriter.Watch watch = new LogWriter.Watch(health, meters, System::nanoTime);
        SegmentLog log = recover(place, options, watch, true);
        if (log.thread != null) {
            log.thread.start();
            log.upkeep.start();
        }
        return log;
    }

    /**
     * As {@link #open}, but nothing is written until {@link #step} is called, nor noted until
     * {@link #tend} is.
     */
    static SegmentLog openStepwise(Place place, SegmentLogOptions options, LogWriter.Watch watch)
            throws IOException {
        return recover(place, options, watch, false);
    }

    private static SegmentLog recover(
            Place place, SegmentLogOptions options, LogWriter.Watch watch, boolean threaded)
            throws IOException {
        Disk disk = place.disk();
        Path folder = place.folder();
        watch.health().notReady("recovering the log in " + folder);
        disk.createFolders(folder);
        DamagedParts damaged = new DamagedParts(disk, folder, watch.health(), watch.meters());
        SegmentFolder segments = new SegmentFolder(disk, folder, options.aheadBytes());
        segments.list();
        DurableMark mark = DurableMark.open(disk, folder);
        try {
            LogSegment tail =
                    segments.recover(damaged, Math.max(mark.position(), place.known().offset()));
            AppendQueue queue = new AppendQueue(options.queueLimitBytes());
            LogMetrics metrics = new LogMetrics(watch.meters());
            metrics.watch(queue);
            LogWriter.Parts parts =
                    new LogWriter.Parts(
                            segments, queue, new DurableEnd(tail.end()), options, watch, metrics);
            SegmentLog log = new SegmentLog(parts, damaged, mark, tail, threaded);
            watch.health().ready("writing to " + folder);
            return log;
        } catch (IOException e) {
            mark.close();
            throw e;
        }
    }

    @Override
    public void append(LogBatch batch, Consumer<Receipt> done) {
        if (batch.records() == 0 || batch.length() > LogBatch.MAX_BYTES) {
            throw new IllegalArgumentException(
                    "an entry has 1 record or more and at most "
                            + LogBatch.MAX_BYTES
                            + " bytes, not "
                            + batch.records()
                            + " records of "
                            + batch.length()
                            + " bytes");
        }
        queue.append(batch, done, thread);
    }

    @Override
    public LogPosition start() {
        return new LogPosition(folder.first());
    }

    @Override
    public LogPosition end() {
        return new LogPosition(end.get());
    }

    @Override
    public LogPosition firstGroupFrom(LogPosition position) throws IOException {
        return new LogPosition(SegmentReader.firstGroupFrom(folder, end, position.offset()));
    }

    @Override
    public LogReader read(LogPosition from) throws IOException {
        return new SegmentReader(folder, end, damaged, from.offset());
    }

    @Override
    public boolean awaitBeyond(LogPosition position, Duration atMost) throws InterruptedException {
        return end.awaitBeyond(position.offset(), atMost);
    }

    /**
     * From now on compresses what the store holds, and drops what is past its age and not needed.
     * Without this the log only grows.
     */
    public void retain(Retention retention) {
        upkeep.retain(retention);
    }

    /** One round of the upkeep, on the caller's thread. */
    void tend() {
        upkeep.tend();
    }

    /** Stores one group of what waits, on the caller's thread; false if nothing did. */
    boolean step() {
        if (thread != null) {
            throw new IllegalStateException("this log has a thread of its own");
        }
        return writer.step();
    }

    @Override
    public void close() throws IOException {
        queue.refuse(Receipt.Cause.CLOSED);
        writer.close();
        if (thread == null) {
            writer.run();
        } else {
            queue.wake(thread);
            join(thread);
        }
        upkeep.close();
    }

    static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
