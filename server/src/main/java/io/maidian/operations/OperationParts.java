package io.maidian.operations;

import io.maidian.backup.Backup;
import io.maidian.disk.Disk;
import io.maidian.event.RetentionCutoffs;
import io.maidian.log.EventLog;
import io.maidian.ops.Clock;
import io.maidian.store.duckdb.GenerationStore;
import io.maidian.store.duckdb.Snapshots;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * What operations work on.
 *
 * @param data the data folder
 * @param catalog copies the catalog into a new file
 * @param cutoffs what was dropped for good, and is to be of a store that is made anew
 * @param version of this program, for a backup's manifest
 */
public record OperationParts(
        Disk disk,
        Path data,
        EventLog log,
        GenerationStore store,
        Backup.CatalogCopy catalog,
        Supplier<RetentionCutoffs> cutoffs,
        Clock clock,
        String version) {
    Snapshots snapshots() {
        return new Snapshots(disk, data.resolve("snapshots"));
    }
}
