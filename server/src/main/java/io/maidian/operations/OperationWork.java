package io.maidian.operations;

import io.maidian.backup.Backup;
import io.maidian.event.RetentionCutoffs;
import io.maidian.log.LogPosition;
import io.maidian.operations.Operation.Result;
import io.maidian.store.EventStore;
import io.maidian.store.duckdb.GenerationStore;
import io.maidian.store.duckdb.NextGeneration;
import io.maidian.store.duckdb.Snapshots;
import io.maidian.store.duckdb.Snapshots.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** Does what is asked for. For one thread. */
final class OperationWork {
    /** With no more of the log than this to take in, the indexer is asked to wait. */
    private static final long CLOSE_BYTES = 256 << 10;

    /** A store that runs away from a new generation all the time is made to wait for it. */
    private static final int MOST_ROUNDS = 20;

    private final OperationParts parts;
    private final Upkeep upkeep;
    private final Snapshots snapshots;

    OperationWork(OperationParts parts, Upkeep upkeep) {
        this.parts = parts;
        this.upkeep = upkeep;
        this.snapshots = parts.snapshots();
    }

    Result run(Operation operation) throws IOException, InterruptedException {
        return switch (operation.kind()) {
            case SNAPSHOT ->
                    new Result(snapshot(operation).position().offset(), null, null, null, null);
            case COMPACT -> compact(operation);
            case REBUILD -> rebuild(operation);
            case BACKUP -> backup(operation);
        };
    }

    private Snapshot snapshot(Operation operation) throws IOException {
        requireRoom(parts.data());
        copyingPhase(operation, snapshots.draft());
        Snapshot taken = snapshots.take(parts.store(), parts.clock().millis(), _ -> {});
        snapshots.prune(Math.max(1, upkeep.snapshotsKept()));
        return taken;
    }

    private void copyingPhase(Operation operation, Path target) throws IOException {
        long usedBytes = parts.store().space().usedBytes();
        operation.phase("copying the store", usedBytes, () -> size(target));
    }

    private static long size(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Result compact(Operation operation) throws IOException, InterruptedException {
        GenerationStore store = parts.store();
        long before = store.space().fileBytes();
        requireRoom(parts.data());
        try (NextGeneration next = store.next()) {
            copyingPhase(operation, next.file());
            store.copyTo(next.file());
            return swap(next, operation, before);
        }
    }

    private Result rebuild(Operation operation) throws IOException, InterruptedException {
        GenerationStore store = parts.store();
        long before = store.space().fileBytes();
        requireRoom(parts.data());
        RetentionCutoffs cutoffs = parts.cutoffs().get().until(parts.clock().millis());
        Rebuild rebuild = new Rebuild(parts.log(), snapshots, cutoffs, operation);
        try (NextGeneration next = store.next()) {
            rebuild.base(next, store.position());
            approach(next.open(), operation);
            rebuild.drop(next.open());
            return swap(next, operation, before);
        }
    }

    /** Brings a new generation so near to the current one that the indexer waits but a moment. */
    private void approach(EventStore made, Operation operation) throws IOException {
        for (int round = 0; round < MOST_ROUNDS; round++) {
            LogPosition target = parts.store().position();
            if (target.offset() - made.position().offset() <= CLOSE_BYTES) {
                break;
            }
            Rebuild.catchUp(parts.log(), made, target, operation);
        }
    }

    private Result swap(NextGeneration next, Operation operation, long bytesBefore)
            throws IOException, InterruptedException {
        GenerationStore store = parts.store();
        EventStore made = next.open();
        approach(made, operation);
        operation.phase("changing over", 0, () -> 0);
        Duration pause =
                store.swap(
                        next, position -> Rebuild.catchUp(parts.log(), made, position, operation));
        return new Result(
                store.position().offset(),
                bytesBefore,
                store.space().fileBytes(),
                null,
                pause.toMillis());
    }

    /**
     * Takes the newest snapshot along, if it is not old, else a new one: so backups that follow one
     * another closely copy little.
     */
    private Result backup(Operation operation) throws IOException {
        Path folder = Objects.requireNonNull(operation.folder(), "a backup goes to a folder");
        Backup backup = new Backup(parts.disk(), folder);
        backup.prepare(parts.data());
        List<Snapshot> there = snapshots.list();
        long now = parts.clock().millis();
        boolean fresh =
                !there.isEmpty()
                        && now - there.getFirst().takenMillis() < upkeep.snapshotEvery().toMillis()
                        && there.getFirst().position().compareTo(parts.log().start()) >= 0;
        Snapshot snapshot = fresh ? there.getFirst() : snapshot(operation);
        Backup.Source source =
                new Backup.Source(
                        parts.data(),
                        parts.log(),
                        new Backup.StoreCopy(snapshot.file(), snapshot.position()),
                        parts.catalog(),
                        parts.version());
        Operation.Counter copied = operation.phase("copying", backup.plannedBytes(source));
        Backup.Summary summary = backup.write(source, now, copied::passed);
        return new Result(
                summary.end().offset(), null, summary.totalBytes(), summary.copiedBytes(), null);
    }

    private void requireRoom(Path folder) throws IOException {
        long needed = parts.store().space().usedBytes() + upkeep.spareBytes();
        long usable = parts.disk().usableBytes(folder);
        if (usable < needed) {
            throw new IOException(
                    "the disk of %s has %d MiB free; a copy of the store needs %d MiB: make room, and try again"
                            .formatted(folder, usable >> 20, needed >> 20));
        }
    }
}
