package io.maidian;

import io.maidian.catalog.sqlite.SqliteCatalog;
import io.maidian.config.ServerConfig;
import io.maidian.disk.Disk;
import io.maidian.event.RetentionCutoffs;
import io.maidian.log.LogPosition;
import io.maidian.log.segment.SegmentLog;
import io.maidian.operations.Operation;
import io.maidian.operations.OperationParts;
import io.maidian.operations.Operations;
import io.maidian.operations.Rebuild;
import io.maidian.ops.Clock;
import io.maidian.ops.Health;
import io.maidian.store.duckdb.GenerationStore;
import io.maidian.store.duckdb.Snapshots;
import io.maidian.store.duckdb.StoreFolder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A data folder that no server holds: operations on it, without a port. The caller holds its lock.
 * For one thread.
 */
final class StoppedServer {
    private final Disk disk;
    private final ServerConfig config;
    private final Path data;

    StoppedServer(Disk disk, ServerConfig config) {
        this.disk = disk;
        this.config = config;
        data = config.data();
    }

    /** Watches an operation until it has ended. */
    @FunctionalInterface
    interface Watch {
        void until(Operation operation) throws IOException, InterruptedException;
    }

    /** Does the work of a server's operation. */
    void run(Operation.Kind kind, @Nullable Path folder, Watch watch)
            throws IOException, InterruptedException {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        StoreFolder store = new StoreFolder(disk, data.resolve("store"));
        try (GenerationStore generations =
                        GenerationStore.open(
                                store, data.resolve("snapshots"), Options.store(config));
                SegmentLog log = log(generations.position(), meters);
                SqliteCatalog catalog = SqliteCatalog.open(data.resolve("catalog.sqlite"));
                Operations operations =
                        new Operations(
                                new OperationParts(
                                        disk,
                                        data,
                                        log,
                                        generations,
                                        catalog::copyTo,
                                        catalog::cutoffs,
                                        Clock.SYSTEM,
                                        Version.current()),
                                Options.upkeep(config),
                                meters)) {
            operations.start();
            Operation operation = operations.submit(kind, folder);
            if (operation == null) {
                throw new IllegalStateException("nothing else runs");
            }
            watch.until(operation);
        }
    }

    /**
     * Makes a new store, whatever state the present one is in.
     *
     * @param baseOnly see {@link Rebuild#offline}
     */
    void rebuild(boolean baseOnly, Watch watch) throws IOException, InterruptedException {
        Operation operation =
                new Operation("1", Operation.Kind.REBUILD, null, Clock.SYSTEM.millis());
        try (SegmentLog log = log(LogPosition.START, new SimpleMeterRegistry())) {
            Snapshots snapshots = new Snapshots(disk, data.resolve("snapshots"));
            Rebuild rebuild = new Rebuild(log, snapshots, cutoffs(), operation);
            Thread worker =
                    Thread.ofPlatform()
                            .name("rebuild")
                            .start(() ->
                                    rebuild.run(
                                            new StoreFolder(disk, data.resolve("store")),
                                            Options.store(config),
                                            baseOnly));
            watch.until(operation);
            worker.join();
        }
    }

    private RetentionCutoffs cutoffs() throws IOException {
        try (SqliteCatalog catalog = SqliteCatalog.open(data.resolve("catalog.sqlite"))) {
            return catalog.cutoffs().until(Clock.SYSTEM.millis());
        }
    }

    /**
     * @param known up to where something is known to have been in it
     */
    private SegmentLog log(LogPosition known, SimpleMeterRegistry meters) throws IOException {
        return SegmentLog.open(
                new SegmentLog.Place(disk, data.resolve("log"), known),
                Options.log(config),
                new Health().part("log"),
                meters);
    }
}
