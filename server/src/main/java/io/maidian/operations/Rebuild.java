package io.maidian.operations;

import io.maidian.event.RetentionCutoffs;
import io.maidian.log.EventLog;
import io.maidian.log.LogPosition;
import io.maidian.store.CatchUp;
import io.maidian.store.EventStore;
import io.maidian.store.duckdb.DuckDbOptions;
import io.maidian.store.duckdb.NextGeneration;
import io.maidian.store.duckdb.Snapshots;
import io.maidian.store.duckdb.Snapshots.Snapshot;
import io.maidian.store.duckdb.StoreFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a store anew from the newest snapshot that can be used and what the log holds after it, or
 * from the log alone, where it begins at 0. Refused, naming the gap, where they do not meet. For
 * one thread.
 */
public final class Rebuild {
    private static final Logger LOG = LoggerFactory.getLogger(Rebuild.class);
    private static final int DROPPED_AT_ONCE = 200_000;

    private final EventLog log;
    private final Snapshots snapshots;
    private final RetentionCutoffs cutoffs;
    private final Operation operation;

    /**
     * @param cutoffs what is to be dropped of that which the snapshot or the log still has
     * @param operation told how far it is
     */
    public Rebuild(
            EventLog log, Snapshots snapshots, RetentionCutoffs cutoffs, Operation operation) {
        this.log = log;
        this.snapshots = snapshots;
        this.cutoffs = cutoffs;
        this.operation = operation;
    }

    /**
     * Gives a stopped server a new store, whatever state the present one is in; that one is removed
     * when the new one is whole. How it ended, the operation tells.
     *
     * @param folder of a store that nobody has open
     * @param baseOnly leaves what the log holds after the snapshot to the server, which takes it in
     *     when it runs
     */
    public void run(StoreFolder folder, DuckDbOptions options, boolean baseOnly) {
        try {
            offline(folder, options, baseOnly);
        } catch (IOException e) {
            operation.failed(String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            operation.failed(e.toString());
            throw e;
        }
    }

    private void offline(StoreFolder folder, DuckDbOptions options, boolean baseOnly)
            throws IOException {
        try (NextGeneration next =
                NextGeneration.begin(folder, List.of(snapshots.folder()), options)) {
            base(next, new LogPosition(Long.MAX_VALUE));
            EventStore store = next.open();
            if (!baseOnly) {
                catchUp(store, log.end());
            }
            drop(store);
            LogPosition reached = store.position();
            next.install();
            operation.done(new Operation.Result(reached.offset(), null, null, null, null));
        }
    }

    /**
     * Puts the base of a new generation in its place: a snapshot's copy, or nothing.
     *
     * @param atMost a snapshot beyond this position is not used; one beyond the log's end may be:
     *     it has what the log has lost
     * @throws IOException also where there is no base that the log goes on from
     */
    void base(NextGeneration next, LogPosition atMost) throws IOException {
        List<String> unused = new ArrayList<>();
        for (Snapshot snapshot : snapshots.list()) {
            String reason = reasonAgainst(snapshot, atMost);
            if (reason == null) {
                reason = copy(snapshot, next);
            }
            if (reason == null) {
                return;
            }
            unused.add(reason);
        }
        if (log.start().offset() > 0) {
            throw new IOException(gap(unused));
        }
        LOG.info("rebuilding from the log alone; snapshots that are not used: {}", unused);
    }

    /** Says why it cannot be used; null where it is. */
    private @Nullable String copy(Snapshot snapshot, NextGeneration next) throws IOException {
        Operation.Counter copied =
                operation.phase("copying the snapshot", Files.size(snapshot.file()));
        try {
            snapshots.copyTo(snapshot, next.file(), copied::passed);
        } catch (IOException e) {
            LOG.warn("a snapshot cannot be used: {}", e.getMessage());
            return String.valueOf(e.getMessage());
        }
        LogPosition found = next.open().position();
        if (!found.equals(snapshot.position())) {
            throw new IOException(
                    snapshot.file() + " stands at position " + found.offset() + " in truth");
        }
        LOG.info("rebuilding from {}", snapshot.file());
        return null;
    }

    private @Nullable String reasonAgainst(Snapshot snapshot, LogPosition atMost)
            throws IOException {
        if (snapshot.position().compareTo(log.start()) < 0) {
            return "%s (taken %s) holds the log up to %d, but the log begins at %d (%s)"
                    .formatted(
                            snapshot.file(),
                            LogTimes.time(snapshot.takenMillis()),
                            snapshot.position().offset(),
                            log.start().offset(),
                            LogTimes.at(log, log.start()));
        }
        if (snapshot.position().compareTo(atMost) > 0) {
            return "%s holds the log up to %d, beyond %d"
                    .formatted(snapshot.file(), snapshot.position().offset(), atMost.offset());
        }
        return null;
    }

    private String gap(List<String> unused) throws IOException {
        String what =
                unused.isEmpty()
                        ? "there is no snapshot, and the log begins at %d (%s)"
                                .formatted(log.start().offset(), LogTimes.at(log, log.start()))
                        : String.join("; ", unused);
        return "cannot rebuild, snapshot and log do not meet: "
                + what
                + ". What lies between is in neither: put back the log's files or a newer snapshot"
                + " ("
                + snapshots.folder()
                + ") from a backup";
    }

    /** Adds what the store lacks up to this position. */
    void catchUp(EventStore store, LogPosition target) throws IOException {
        catchUp(log, store, target, operation);
    }

    /** Drops what had been dropped for good before. */
    void drop(EventStore store) throws IOException {
        long there = 0;
        for (Map.Entry<String, Long> project : cutoffs.events().entrySet()) {
            there += dropped(project, store::forgetEvents);
        }
        for (Map.Entry<String, Long> project : cutoffs.rejected().entrySet()) {
            there += dropped(project, store::forgetRejected);
        }
        LOG.info("dropped {} events again, which were past their retention before", there);
    }

    private interface Dropping {
        int drop(String ai, long receivedBeforeMillis, int limit) throws IOException;
    }

    private long dropped(Map.Entry<String, Long> project, Dropping dropping) throws IOException {
        Operation.Counter counter = operation.phase("dropping what was dropped before", 0);
        long all = 0;
        int now;
        do {
            now = dropping.drop(project.getKey(), project.getValue(), DROPPED_AT_ONCE);
            counter.passed(now);
            all += now;
        } while (now == DROPPED_AT_ONCE);
        return all;
    }

    static void catchUp(EventLog log, EventStore store, LogPosition target, Operation operation)
            throws IOException {
        long from = store.position().offset();
        operation.phase(
                "taking in the log",
                target.offset() - from,
                () -> store.position().offset() - from);
        new CatchUp(log, store, operation::passedEvents).to(target);
    }
}
