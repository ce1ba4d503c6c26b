package io.maidian;

import io.maidian.config.ServerConfig;
import io.maidian.http.HttpOptions;
import io.maidian.ids.KnownIdsOptions;
import io.maidian.intake.IntakeLimits;
import io.maidian.log.segment.SegmentLogOptions;
import io.maidian.operations.Upkeep;
import io.maidian.ops.OpenFiles;
import io.maidian.store.duckdb.DuckDbOptions;
import io.maidian.tls.KeyFiles;
import io.maidian.tls.ServerKeys;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands each part of the server its own settings, so that no part sees them all. */
final class Options {
    private static final int CONSOLE_WORKERS = 4;

    private static final Logger LOG = LoggerFactory.getLogger(Options.class);

    /** Segments, the store, the catalog, libraries, and connections that are told to go. */
    private static final int OTHER_OPEN_FILES = 512;

    private static final int HEAP_SHARE_OF_UPLOADS = 4;

    /** As many as the setting may say. */
    private static final int MAX_STORE_THREADS = 256;

    private Options() {}

    /**
     * @param keys null for plain HTTP
     */
    static HttpOptions http(ServerConfig config, @Nullable ServerKeys keys) {
        return new HttpOptions(
                config.http().host(),
                config.http().port(),
                cores(),
                CONSOLE_WORKERS,
                new HttpOptions.Limits(
                        Math.toIntExact(config.intake().bodyBytes()),
                        connections(config.http().connections(), OpenFiles.limit()),
                        config.http().idleTimeout(),
                        config.http().bodyTimeout()),
                address ->
                        config.http().trustedProxies().stream()
                                .anyMatch(network -> network.contains(address)),
                keys);
    }

    /** As many connections as are wanted, or as the system lets the process open beside files. */
    private static int connections(int wanted, long openFiles) {
        return (int) Math.clamp(openFiles - OTHER_OPEN_FILES, 1, (long) wanted);
    }

    /** Says so where fewer connections are taken than are wanted. */
    static void tellFewConnections(ServerConfig config) {
        int wanted = config.http().connections();
        int taken = connections(wanted, OpenFiles.limit());
        if (taken < wanted) {
            LOG.warn(
                    "the system lets this process open {} files, so it takes {} connections at a"
                            + " time and not http.connections = {}: raise the limit (ulimit -n,"
                            + " LimitNOFILE) to {} or more",
                    OpenFiles.limit(),
                    taken,
                    wanted,
                    wanted + OTHER_OPEN_FILES);
        }
    }

    static List<KeyFiles> tls(ServerConfig config) {
        List<KeyFiles> files = new ArrayList<>();
        for (int i = 0; i < config.tls().certificate().size(); i++) {
            files.add(new KeyFiles(config.tls().certificate().get(i), config.tls().key().get(i)));
        }
        return files;
    }

    static SegmentLogOptions log(ServerConfig config) {
        ServerConfig.Log log = config.log();
        return new SegmentLogOptions(
                log.segmentBytes(),
                SegmentLogOptions.DEFAULTS.groupLimitBytes(),
                log.queueBytes(),
                SegmentLogOptions.DEFAULTS.aheadBytes(),
                log.lowSpaceBytes(),
                log.segmentAge());
    }

    static IntakeLimits intake(ServerConfig config) {
        ServerConfig.Intake intake = config.intake();
        return new IntakeLimits(
                Math.toIntExact(intake.bodyBytes()),
                Math.toIntExact(intake.decodedBytes()),
                intake.eventsPerUpload(),
                intake.nesting(),
                intake.variables(),
                IntakeLimits.DEFAULTS.codePoints(),
                intake.rejectedBytesPerMinute());
    }

    /** Most bytes that uploads may take before the log's queue has them. */
    static long uploadMemory(ServerConfig config) {
        ServerConfig.Intake intake = config.intake();
        long heapShare = Runtime.getRuntime().maxMemory() / HEAP_SHARE_OF_UPLOADS;
        long leastBytes = 4 * intake.decodedBytes();
        if (leastBytes > heapShare + heapShare / 4) {
            LOG.warn(
                    "a heap of {} MiB is small for uploads of intake.decoded-bytes = {} MiB: give Java"
                            + " {} MiB (-Xmx in MAIDIAN_JAVA_OPTS), or lower that setting",
                    Runtime.getRuntime().maxMemory() >> 20,
                    intake.decodedBytes() >> 20,
                    (HEAP_SHARE_OF_UPLOADS * leastBytes) >> 20);
        }
        return intake.memoryBytes() > 0 ? intake.memoryBytes() : Math.max(heapShare, leastBytes);
    }

    static KnownIdsOptions ids(ServerConfig config) {
        return KnownIdsOptions.of(config.ids().window(), config.ids().memoryBytes());
    }

    static DuckDbOptions store(ServerConfig config) {
        ServerConfig.Store store = config.store();
        DuckDbOptions defaults = DuckDbOptions.defaults(cores());
        return new DuckDbOptions(
                store.memoryBytes(),
                store.threads() == 0 ? storeThreads() : store.threads(),
                defaults.spillBytes(),
                defaults.checkpointBytes(),
                config.query().concurrent(),
                config.query().timeout());
    }

    static Upkeep upkeep(ServerConfig config) {
        return new Upkeep(
                config.snapshots().keep(),
                config.snapshots().every(),
                config.store().compactFreePercent(),
                config.log().lowSpaceBytes());
    }

    /**
     * One core is left to the uploads: who adds to the store spins while another of its threads
     * works for it, and on full cores that is long.
     */
    private static int storeThreads() {
        return Math.clamp(cores() - 1, 1, MAX_STORE_THREADS);
    }

    private static int cores() {
        return Runtime.getRuntime().availableProcessors();
    }
}
