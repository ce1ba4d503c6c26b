package io.maidian;

import io.maidian.access.Access;
import io.maidian.backup.Restore;
import io.maidian.catalog.Catalog;
import io.maidian.catalog.DroppedEvents;
import io.maidian.catalog.Project;
import io.maidian.catalog.sqlite.SqliteCatalog;
import io.maidian.config.ServerConfig;
import io.maidian.disk.Disk;
import io.maidian.disk.FileDisk;
import io.maidian.http.HttpEdge;
import io.maidian.http.HttpOptions;
import io.maidian.http.HttpParts;
import io.maidian.ids.IdKey;
import io.maidian.ids.IdUpkeep;
import io.maidian.ids.KnownIds;
import io.maidian.intake.Captures;
import io.maidian.intake.EventTrial;
import io.maidian.intake.Intake;
import io.maidian.intake.LargeUploads;
import io.maidian.intake.Retries;
import io.maidian.intake.RetryKey;
import io.maidian.intake.RetryRecovery;
import io.maidian.intake.UploadMemory;
import io.maidian.live.IndexLag;
import io.maidian.live.LiveFeed;
import io.maidian.log.EventLog;
import io.maidian.log.Retention;
import io.maidian.log.UploadLookup;
import io.maidian.log.segment.SegmentLog;
import io.maidian.operations.OperationParts;
import io.maidian.operations.Operations;
import io.maidian.ops.Clock;
import io.maidian.ops.Health;
import io.maidian.quarantine.QuarantineParts;
import io.maidian.store.Indexer;
import io.maidian.store.Settling;
import io.maidian.store.duckdb.GenerationStore;
import io.maidian.store.duckdb.StoreFolder;
import io.maidian.tls.CertificateWatch;
import io.maidian.tls.KeyFiles;
import io.maidian.tls.ServerKeys;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole server, wired by constructors. {@link #open} returns when the port answers: the
 * folder's lock is taken, the catalog migrated, the token file written, the log recovered, the
 * store open. {@link #close} takes it down in reverse: no new requests, the log drained, the store
 * closed.
 */
public final class Server implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);
    private static final String DEMO_NAME = "Demo";
    private static final ZoneId DEMO_ZONE = ZoneId.of("Asia/Shanghai");

    private final Deque<Part> parts = new ArrayDeque<>();
    private final ServerConfig config;
    private final Clock clock;

    private Server(ServerConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    /** A part that is closed on the way down. */
    private record Part(String name, AutoCloseable closeable) {}

    /**
     * What a person needs to begin.
     *
     * @param signInCode for the one-time link
     * @param project the oldest project
     */
    record Welcome(Address address, String signInCode, Project project) {
        /**
         * Where it can be reached.
         *
         * @param name a host name of its certificate; null where it has none
         * @param port the port that is listened on
         */
        record Address(boolean https, @Nullable String name, int port) {}

        int port() {
            return address.port();
        }
    }

    /**
     * Starts everything.
     *
     * @throws StartException if it cannot; everything that was open is closed again
     */
    static Opened open(ServerConfig config, Clock clock)
            throws StartException, InterruptedException {
        Server server = new Server(config, clock);
        boolean ready = false;
        try {
            Welcome welcome = server.start();
            ready = true;
            return new Opened(server, welcome);
        } catch (IOException e) {
            throw new StartException(e.getMessage() == null ? e.toString() : e.getMessage(), e);
        } finally {
            if (!ready) {
                server.close();
            }
        }
    }

    /** A running server, and what to tell the person who started it. */
    record Opened(Server server, Welcome welcome) {}

    private Welcome start() throws IOException, InterruptedException {
        Path data = config.data();
        Disk disk = new FileDisk();
        disk.createFolders(data);
        open("lock", disk.lock(data.resolve("maidian.lock")));
        ServerAddress.forget(disk, data);
        refuseUnfinishedRestore(disk, data);

        Health health = new Health();
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        ServerKeys keys = keys(health, meters);
        // Beside the catalog: both load a library of their own, the longest parts of a start.
        Opening<GenerationStore> opening =
                open(
                        "store",
                        Opening.begin(
                                "store",
                                () ->
                                        GenerationStore.open(
                                                new StoreFolder(disk, data.resolve("store")),
                                                data.resolve("snapshots"),
                                                Options.store(config))));
        SqliteCatalog catalog = open("catalog", SqliteCatalog.open(data.resolve("catalog.sqlite")));
        Access access = Access.open(disk, data.resolve("admin.token"), catalog, clock);
        Project project = firstProject(catalog);

        GenerationStore store = opening.get();
        SegmentLog log =
                open(
                        "log",
                        SegmentLog.open(
                                new SegmentLog.Place(disk, data.resolve("log"), store.position()),
                                Options.log(config),
                                health.part("log"),
                                meters));
        LiveFeed feed = new LiveFeed();
        Indexer indexer =
                open(
                        "indexer",
                        new Indexer(log, store, feed::publish, health.part("indexer"), meters));
        indexer.start();
        open(
                "settling",
                Settling.start(store, () -> DroppedEvents.noted(catalog, clock.millis()), meters));

        // Without its old key, retries of uploads from before this start are stored again.
        RetryKey key = KeyFile.loadOrCreate(disk, data.resolve("retry.key"), RetryKey::new);
        Retries retries = new Retries(key, Retries.LIMIT_BYTES, meters, System::nanoTime);
        RetryRecovery.run(log, retries, clock.millis());
        UploadMemory memory = new UploadMemory(Options.uploadMemory(config), meters);
        LargeUploads large =
                open(
                        "large uploads",
                        LargeUploads.start(
                                memory,
                                System::nanoTime,
                                Math.toIntExact(config.intake().decodedBytes())));
        IdUpkeep idUpkeep =
                ids(disk, log, new IdUpkeep.Watch(health.part("ids"), meters, System::nanoTime));
        KnownIds ids = idUpkeep.ids();
        Intake intake =
                new Intake(
                        catalog::snapshot,
                        log,
                        clock,
                        Options.intake(config),
                        new Intake.Known(retries, ids),
                        large,
                        meters);
        QuarantineParts quarantine =
                open(
                        "quarantine",
                        QuarantineParts.open(
                                new QuarantineParts.Base(
                                        log, store, store.queryEngine(), feed, ids),
                                new EventTrial(Options.intake(config), catalog::snapshot),
                                catalog,
                                clock,
                                meters));
        Captures captures =
                new Captures(
                        ai -> catalog.snapshot().project(ai) != null,
                        clock,
                        config.debugger().memoryBytes());
        Operations operations =
                open(
                        "operations",
                        new Operations(
                                new OperationParts(
                                        disk,
                                        data,
                                        log,
                                        store,
                                        catalog::copyTo,
                                        catalog::cutoffs,
                                        clock,
                                        Version.current()),
                                Options.upkeep(config),
                                meters));
        operations.start();
        log.retain(
                new Retention(
                        config.log().retention(),
                        store::checkpoint,
                        List.of(operations::needsFrom, idUpkeep::needsFrom),
                        clock));
        HttpParts http =
                new HttpParts(
                        intake,
                        captures,
                        memory,
                        catalog,
                        access,
                        store.queryEngine(),
                        new UploadLookup(log),
                        quarantine,
                        operations,
                        feed,
                        store::position,
                        new IndexLag(log::end, store::position, System::nanoTime),
                        health,
                        meters,
                        clock,
                        Version.current());
        HttpOptions options = Options.http(config, keys);
        HttpEdge edge = open("http", HttpEdge.open(options, http));
        Options.tellFewConnections(config);
        ServerAddress.write(disk, data, config.http().host(), keys != null, edge.port());
        Welcome.Address address =
                new Welcome.Address(
                        keys != null, keys == null ? null : keys.hostName(), edge.port());
        return new Welcome(address, access.newSignInCode(), project);
    }

    private static void refuseUnfinishedRestore(Disk disk, Path data) throws IOException {
        if (disk.list(data).contains(data.resolve(Restore.MARK))) {
            throw new IOException(
                    data
                            + " is what a restore has left that did not end: empty it, and restore"
                            + " again");
        }
    }

    private IdUpkeep ids(Disk disk, EventLog log, IdUpkeep.Watch watch) throws IOException {
        Path folder = config.data().resolve("ids");
        disk.createFolders(folder);
        IdKey key = KeyFile.loadOrCreate(disk, folder.resolve("key"), IdKey::new);
        IdUpkeep.Place place = new IdUpkeep.Place(disk, folder, key);
        return open("ids", IdUpkeep.open(place, log, clock, Options.ids(config), watch));
    }

    /** Null for plain HTTP, which nothing of TLS is loaded for. */
    private @Nullable ServerKeys keys(Health health, MeterRegistry meters) throws IOException {
        List<KeyFiles> files = Options.tls(config);
        if (files.isEmpty()) {
            return null;
        }
        ServerKeys keys = ServerKeys.open(files, clock, health.part("tls"), meters);
        open("certificates' watch", CertificateWatch.start(keys));
        return keys;
    }

    private Project firstProject(Catalog catalog) {
        if (catalog.projects().isEmpty()) {
            catalog.addProject(Project.create(DEMO_NAME, DEMO_ZONE, clock));
        }
        return catalog.projects().getFirst();
    }

    private <T extends AutoCloseable> T open(String name, T part) {
        parts.push(new Part(name, part));
        return part;
    }

    /**
     * Closes every part, the last opened first; one that fails to close does not keep the others
     * open.
     */
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            Part part = parts.pop();
            try {
                part.closeable().close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                LOG.warn("interrupted while closing the {}", part.name());
            } catch (Exception e) {
                LOG.error("closing the {} failed", part.name(), e);
            }
        }
    }
}
