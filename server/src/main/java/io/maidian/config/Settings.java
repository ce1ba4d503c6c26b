package io.maidian.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The table of all settings: what is parsed, and what docs/guide/settings.md shows, comes from it.
 */
final class Settings {
    /** How the names of the environment variables begin. */
    static final String VARIABLES = "MAIDIAN_";

    static final Setting<Path> DATA =
            new Setting<>(
                    "data",
                    Kind.folder(),
                    "data",
                    "The folder that everything lies in. It may not stand in the folder's own"
                            + " `maidian.properties`.");

    static final Setting<String> HTTP_HOST =
            new Setting<>(
                    "http.host",
                    Kind.host(),
                    "127.0.0.1",
                    "The address to listen on. `0.0.0.0` is every one of this machine; put TLS in"
                            + " front before a network reaches it.");
    static final Setting<Integer> HTTP_PORT =
            new Setting<>(
                    "http.port",
                    Kind.number(0, 65_535),
                    "8080",
                    "The port to listen on. 0 takes a free one and prints it.");

    static final Setting<Long> LOG_SEGMENT_BYTES =
            new Setting<>(
                    "log.segment-bytes",
                    Kind.size("1MiB", "1GiB"),
                    "128MiB",
                    "The size at which the log begins a new file.");
    static final Setting<Long> LOG_QUEUE_BYTES =
            new Setting<>(
                    "log.queue-bytes",
                    Kind.size("1MiB", "4GiB"),
                    "64MiB",
                    "How much may wait to be written to the log. Beyond it uploads are answered 503"
                            + " with Retry-After. At least `intake.decoded-bytes`.");
    static final Setting<Long> LOG_LOW_SPACE_BYTES =
            new Setting<>(
                    "log.low-space-bytes",
                    Kind.size("0B", "16TiB"),
                    "512MiB",
                    "With less free disk space than this, uploads are answered 503, so that what"
                            + " was acknowledged can still be shown.");

    static final Setting<Long> INTAKE_BODY_BYTES =
            new Setting<>(
                    "intake.body-bytes",
                    Kind.size("1KiB", "256MiB"),
                    "4MiB",
                    "The largest body of an upload, as it comes over the wire. Beyond it: 413.");
    static final Setting<Long> INTAKE_DECODED_BYTES =
            new Setting<>(
                    "intake.decoded-bytes",
                    Kind.size("1KiB", "1GiB"),
                    "32MiB",
                    "The largest body of an upload after decompression. Beyond it: 413. At least"
                            + " `intake.body-bytes`.");
    static final Setting<Integer> INTAKE_EVENTS_PER_UPLOAD =
            new Setting<>(
                    "intake.events-per-upload",
                    Kind.number(1, 1_000_000),
                    "10000",
                    "The most events in one upload. Beyond it: 413.");
    static final Setting<Integer> INTAKE_NESTING =
            new Setting<>(
                    "intake.nesting",
                    Kind.number(3, 1_000),
                    "8",
                    "How deep an upload's JSON may be nested. Beyond it: 400.");
    static final Setting<Integer> INTAKE_VARIABLES =
            new Setting<>(
                    "intake.variables",
                    Kind.number(1, 1_000),
                    "100",
                    "The most variables of one event. The rest are left out, with a warning.");

    static final Setting<Long> STORE_MEMORY_BYTES =
            new Setting<>(
                    "store.memory-bytes",
                    Kind.size("64MiB", "16TiB"),
                    "192MiB",
                    "The memory that the event store may use beside the heap. More makes large"
                            + " questions faster.");
    static final Setting<Integer> STORE_THREADS =
            new Setting<>(
                    "store.threads",
                    Kind.number(0, 1_024),
                    "0",
                    "The threads that the event store computes with. 0: one for each core.");

    static final Setting<Duration> QUERY_TIMEOUT =
            new Setting<>(
                    "query.timeout",
                    Kind.duration("100ms", "1h"),
                    "30s",
                    "How long a question may take before it is given up.");
    static final Setting<Integer> QUERY_CONCURRENT =
            new Setting<>(
                    "query.concurrent",
                    Kind.number(1, 256),
                    "4",
                    "How many questions are answered at a time; the others wait.");

    /** All of them, in the order of the page. */
    static final List<Setting<?>> ALL =
            List.of(
                    DATA,
                    HTTP_HOST,
                    HTTP_PORT,
                    LOG_SEGMENT_BYTES,
                    LOG_QUEUE_BYTES,
                    LOG_LOW_SPACE_BYTES,
                    INTAKE_BODY_BYTES,
                    INTAKE_DECODED_BYTES,
                    INTAKE_EVENTS_PER_UPLOAD,
                    INTAKE_NESTING,
                    INTAKE_VARIABLES,
                    STORE_MEMORY_BYTES,
                    STORE_THREADS,
                    QUERY_TIMEOUT,
                    QUERY_CONCURRENT);

    private Settings() {}
}
