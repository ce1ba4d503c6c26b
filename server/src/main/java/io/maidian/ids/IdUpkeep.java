package io.maidian.ids;

import io.maidian.disk.Disk;
import io.maidian.log.EventLog;
import io.maidian.log.LogPosition;
import io.maidian.ops.Clock;
import io.maidian.ops.Health;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps {@link KnownIds} bounded: follows the log, makes runs of what it holds, in its order, and
 * few runs of many. Nothing of what is in memory goes into a run, so a run holds exactly the ids of
 * its part of the log, whatever was under way meanwhile. Where the disk is full the table in memory
 * grows up to its bound; then uploads with ids are refused until it can be written again.
 *
 * <p>Two platform threads work, one flushes, one merges; two more read for {@link KnownIds}. {@link
 * #open} and {@link #close} are called by one other.
 */
public final class IdUpkeep implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(IdUpkeep.class);
    private static final int READERS = 2;
    private static final long LOOK_MILLIS = 50;

    /** Where few ids came: a look more often would cost an idle machine more than it is worth. */
    private static final long QUIET_LOOK_MILLIS = 500;

    private static final long AFTER_FAILURE_MILLIS = 1_000;

    /** After which a run is made of however little, so that the log may be shortened. */
    private static final long LONGEST_TAIL_MILLIS = 3_600_000;

    /** Beside the window, for a clock that was set. */
    private static final long MARGIN_SECONDS = 3_600;

    /** Whole runs are deleted this much of a window later than their oldest ids expire, at most. */
    private static final int SPANS_PER_WINDOW = 8;

    private final EventLog log;
    private final Clock clock;
    private final KnownIdsOptions options;
    private final Health.Part health;
    private final IdFolder folder;
    private final LogIds logIds;
    private final KnownIds ids;
    private final LogPace flushFailures;
    private final LogPace mergeFailures;
    private final LogPace readFailures;
    private final CountDownLatch stop = new CountDownLatch(1);

    /** When all was in runs last. For the thread that flushes. */
    private long flushedMillis;

    private final @Nullable ExecutorService readers;
    private final List<Thread> threads = new ArrayList<>();
    private volatile @Nullable String unreadable;

    /**
     * Where it lies.
     *
     * @param folder that nobody else uses; it is created
     */
    public record Place(Disk disk, Path folder, IdKey key) {}

    /**
     * What it tells about itself.
     *
     * @param nanoTime by which it knows how often to log what lasts
     */
    public record Watch(Health.Part health, MeterRegistry meters, LongSupplier nanoTime) {}

    private IdUpkeep(
            Place place,
            EventLog log,
            Clock clock,
            KnownIdsOptions options,
            Watch watch,
            Executor readers)
            throws IOException {
        this.log = log;
        this.clock = clock;
        this.options = options;
        this.health = watch.health();
        flushFailures = new LogPace(watch.nanoTime());
        mergeFailures = new LogPace(watch.nanoTime());
        readFailures = new LogPace(watch.nanoTime());
        this.readers = readers instanceof ExecutorService pool ? pool : null;
        flushedMillis = clock.millis();
        logIds = new LogIds(log, place.key());
        place.disk().createFolders(place.folder());
        folder =
                IdFolder.open(
                        place.disk(),
                        place.folder(),
                        place.key().fingerprint(),
                        options,
                        logIds::canBeReadFrom);
        ids =
                new KnownIds(
                        place.key(),
                        folder,
                        options,
                        readers,
                        new IdMetrics(watch.meters()),
                        this::cannotRead);
    }

    /**
     * Opens the folder, reads what the log holds beyond it, and begins to work. Blocking: where
     * there is nothing in the folder, the log of a whole window is read.
     *
     * @throws IOException if the log cannot be read, or the folder not be written
     */
    public static IdUpkeep open(
            Place place, EventLog log, Clock clock, KnownIdsOptions options, Watch watch)
            throws IOException {
        ExecutorService readers =
                Executors.newFixedThreadPool(
                        READERS, Thread.ofPlatform().name("ids-reader-", 0).factory());
        boolean ready = false;
        try {
            IdUpkeep opened = openStepwise(place, log, clock, options, watch, readers);
            opened.start("ids-flush", opened::flushOften);
            opened.start("ids-merge", opened::mergeOften);
            ready = true;
            return opened;
        } finally {
            if (!ready) {
                readers.shutdown();
            }
        }
    }

    private void start(String name, Runnable work) {
        threads.add(Thread.ofPlatform().name(name).start(work));
    }

    /** As {@link #open}, but nothing is done until {@link #flush} and {@link #merge} are called. */
    static IdUpkeep openStepwise(
            Place place,
            EventLog log,
            Clock clock,
            KnownIdsOptions options,
            Watch watch,
            Executor readers)
            throws IOException {
        IdUpkeep opened = new IdUpkeep(place, log, clock, options, watch, readers);
        opened.recover();
        opened.tellReady();
        return opened;
    }

    /** The ids that it keeps. */
    public KnownIds ids() {
        return ids;
    }

    private void recover() throws IOException {
        if (folder.flushed() == IdFolder.NEW) {
            long from = clock.millis() - 1_000 * (options.windowSeconds() + MARGIN_SECONDS);
            folder.beginAt(logIds.beginningOf(from));
            if (log.start().offset() > 0 && folder.flushed() == log.start().offset()) {
                LOG.warn(
                        "ids from before the log's beginning may not be known: what bears one of"
                                + " them is stored again");
            }
            long bytes = log.end().offset() - folder.flushed();
            if (bytes > options.tailBytes()) {
                LOG.info("reading the ids in {} MiB of the log", bytes >> 20);
            }
        }
        boolean more = true;
        while (more) {
            IdBuffer buffer = new IdBuffer();
            long reached =
                    logIds.read(
                            folder.flushed(),
                            Long.MAX_VALUE,
                            options.flushIds(),
                            (hash, seconds, group) -> {
                                buffer.add(hash.high(), hash.low(), seconds);
                                ids.remember(hash.high(), hash.low(), seconds, group);
                            });
            more = buffer.size() >= options.flushIds();
            if (more || reached - folder.flushed() >= options.tailBytes()) {
                folder.append(buffer, reached);
                ids.forgetFlushed();
            }
            if (folder.runs().size() > IdMerge.MANY) {
                boolean _ = merge();
            }
        }
    }

    /** Makes a run of what the log holds beyond the runs, if that is enough. */
    void flush() throws IOException {
        long from = folder.flushed();
        long end = log.end().offset();
        long inMemory = ids.inMemory();
        if (inMemory < options.flushIds() && end - from < options.tailBytes() && !isOld(end)) {
            return;
        }
        IdBuffer buffer = new IdBuffer();
        long to = end;
        // In this order: every id before the end was in memory before the end was asked for.
        if (inMemory > 0) {
            to =
                    logIds.read(
                            from,
                            end,
                            options.flushIds(),
                            (hash, seconds, _) -> buffer.add(hash.high(), hash.low(), seconds));
        }
        if (to > from) {
            folder.append(buffer, to);
        }
        flushedMillis = clock.millis();
        ids.forgetFlushed();
    }

    /** Whether what lies beyond the runs keeps the log from being shortened. */
    private boolean isOld(long end) {
        long now = clock.millis();
        if (end == folder.flushed() || flushedMillis > now) {
            flushedMillis = now;
        }
        return now - flushedMillis >= LONGEST_TAIL_MILLIS;
    }

    /** From where on the log is still needed: what lies before is in runs. */
    public LogPosition needsFrom() {
        return new LogPosition(folder.flushed());
    }

    /** Lets go of old runs and makes one run of a few; false if there was nothing to do. */
    boolean merge() throws IOException {
        long fromSecond = clock.millis() / 1_000 - options.windowSeconds() - MARGIN_SECONDS;
        folder.expire(fromSecond);
        List<IdRun> neighbours = IdMerge.choose(folder.runs(), limits());
        if (neighbours.isEmpty()) {
            return false;
        }
        folder.merge(neighbours, fromSecond);
        return true;
    }

    private IdMerge.Limits limits() {
        long all = folder.runs().stream().mapToLong(IdRun::ids).sum();
        boolean fits = all * IdFilter.BYTES_PER_ID <= options.filterBytes();
        // Without filters, each file costs a search.
        return new IdMerge.Limits(
                options.windowSeconds() / SPANS_PER_WINDOW,
                fits ? folder.largestFilteredIds() : Long.MAX_VALUE);
    }

    private void flushOften() {
        long wait = LOOK_MILLIS;
        while (!stopsWithin(wait)) {
            wait = flushOrTell();
        }
    }

    /** Flushes, and returns after how many ms to look again. */
    long flushOrTell() {
        long wait = ids.inMemory() < options.flushIds() / 8 ? QUIET_LOOK_MILLIS : LOOK_MILLIS;
        try {
            flush();
            flushFailures.over();
            tellReady();
            return wait;
        } catch (IOException | RuntimeException e) {
            tellProblem(e);
            return AFTER_FAILURE_MILLIS;
        }
    }

    private void mergeOften() {
        boolean more = false;
        while (!stopsWithin(more ? 0 : AFTER_FAILURE_MILLIS)) {
            more = mergeOrTell();
        }
    }

    /** Merges, and returns whether there may be more to do at once. */
    boolean mergeOrTell() {
        try {
            boolean more = merge();
            mergeFailures.over();
            return more;
        } catch (IOException e) {
            // Nothing is lost by that; what stands in the way of flushes shows in the health.
            if (mergeFailures.isDue()) {
                LOG.warn("files of ids cannot be merged, trying on: {}", e.getMessage());
            }
        } catch (RuntimeException e) {
            if (mergeFailures.isDue()) {
                LOG.error("a bug where files of ids are merged", e);
            }
        }
        return false;
    }

    private boolean stopsWithin(long millis) {
        try {
            return stop.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void tellReady() {
        health.warn(unreadable == null ? folder.doubt() : unreadable);
        health.ready("following the log");
    }

    private void tellProblem(Exception e) {
        String problem =
                "ids cannot be written to disk: "
                        + e.getMessage()
                        + "; when memory for them is full, uploads with ids will be answered 503";
        if (flushFailures.isDue()) {
            LOG.error("{}", problem, e instanceof RuntimeException ? e : null);
        }
        health.warn(problem);
    }

    private void cannotRead(IOException e) {
        if (readFailures.isDue()) {
            LOG.error("ids cannot be looked up: {}", e.getMessage());
        }
        unreadable = "uploads with some ids are answered 503: " + e.getMessage();
        tellReady();
    }

    /** Stops after the step at hand; what is left is done after the next start. */
    @Override
    public void close() throws IOException {
        stop.countDown();
        boolean interrupted = false;
        if (readers != null) {
            readers.shutdown();
            try {
                if (!readers.awaitTermination(10, TimeUnit.SECONDS)) {
                    LOG.warn("a look at a file of ids does not end");
                }
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
        }
        folder.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
