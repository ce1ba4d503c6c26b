package io.maidian.operations;

import io.maidian.backup.Backup;
import io.maidian.disk.Disk;
import io.maidian.log.EventLog;
import io.maidian.ops.Clock;
import io.maidian.store.duckdb.GenerationStore;
import io.maidian.store.duckdb.Snapshots;
import java.nio.file.Path;

/**
 * What operations work on.
 *
 * @param data the data folder
 * @param catalog copies the catalog into a new file
 * @param version of this program, for a backup's manifest
 */
public record OperationParts(
        Disk disk,
        Path data,
        EventLog log,
        GenerationStore store,
        Backup.CatalogCopy catalog,
        Clock clock,
        String version) {
    Snapshots snapshots() {
        return new Snapshots(disk, data.resolve("snapshots"));
    }
}
