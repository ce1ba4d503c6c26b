package io.maidian.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All settings of a server, each read once at start. A part of the server is handed only its own
 * values. Immutable. docs/guide/settings.md says what each means.
 *
 * @param data the folder that everything lies in
 */
public record ServerConfig(
        Path data,
        Http http,
        Tls tls,
        Log log,
        Intake intake,
        Ids ids,
        Store store,
        Snapshots snapshots,
        Query query,
        Debugger debugger) {
    /**
     * Where to listen.
     *
     * @param port 0 takes a free one
     * @param trustedProxies whose word on where a request comes from is taken
     * @param connections open at a time
     */
    public record Http(
            String host,
            int port,
            List<Network> trustedProxies,
            int connections,
            Duration idleTimeout,
            Duration bodyTimeout) {}

    /** Certificates and their keys, as many of one as of the other; none is plain HTTP. */
    public record Tls(List<Path> certificate, List<Path> key) {}

    /**
     * The event log.
     *
     * @param segmentAge for which one file is written to at most
     * @param retention for which it is kept at least
     */
    public record Log(
            long segmentBytes,
            Duration segmentAge,
            Duration retention,
            long queueBytes,
            long lowSpaceBytes) {}

    /**
     * The limits of an upload, and of all of them.
     *
     * @param memoryBytes of all; 0 is a part of the heap
     */
    public record Intake(
            long bodyBytes,
            long decodedBytes,
            long memoryBytes,
            int eventsPerUpload,
            int nesting,
            int variables,
            long rejectedBytesPerMinute) {}

    /** The callers' own ids of events. */
    public record Ids(Duration window, long memoryBytes) {}

    /**
     * The event store.
     *
     * @param threads 0 is one for each core but one
     * @param compactFreePercent its file is made smaller when so much of it is free; 0 never
     */
    public record Store(long memoryBytes, int threads, int compactFreePercent) {}

    /**
     * Copies of the store that are taken by themselves.
     *
     * @param keep how many; 0 takes none
     */
    public record Snapshots(int keep, Duration every) {}

    /** Questions. */
    public record Query(Duration timeout, int concurrent) {}

    /** The console's debugger. */
    public record Debugger(long memoryBytes) {}

    /**
     * Reads the settings. In rising order: the defaults, a properties file, the environment, the
     * command line.
     *
     * @param file the properties file to read; null reads {@code maidian.properties} in the data
     *     folder, if it is there
     * @param environment all variables; those that begin with {@code MAIDIAN_} are settings
     * @param commandLine settings by their keys, as {@code http.port}
     * @throws InvalidConfigException with all that is wrong, an unknown key too
     */
    public static ServerConfig load(
            @Nullable Path file, Map<String, String> environment, Map<String, String> commandLine)
            throws InvalidConfigException {
        return ConfigReader.read(file, environment, commandLine);
    }
}
