package io.maidian.store.duckdb;

import java.time.Duration;

/**
 * What the embedded store may use. Memory, threads and files are the whole instance's, loading and
 * queries together.
 *
 * @param memoryBytes DuckDB's buffers, at least 64 MiB; outside the Java heap
 * @param threads for one statement, 1 to 256
 * @param spillBytes how much of the disk a query that does not fit into memory may use
 * @param checkpointBytes how much its own write-ahead log may grow before it is worked into the
 *     file
 * @param queries answered at once; others wait
 * @param queryTimeout after which a query is given up, waiting included
 */
public record DuckDbOptions(
        long memoryBytes,
        int threads,
        long spillBytes,
        long checkpointBytes,
        int queries,
        Duration queryTimeout) {
    private static final long MIB = 1L << 20;

    public DuckDbOptions {
        require(memoryBytes >= 64 * MIB, "memory below 64 MiB: " + memoryBytes);
        require(threads >= 1 && threads <= 256, "threads not 1 to 256: " + threads);
        require(spillBytes >= 0, "negative spill space: " + spillBytes);
        require(checkpointBytes >= MIB, "checkpoint below 1 MiB: " + checkpointBytes);
        require(queries >= 1 && queries <= 64, "queries not 1 to 64: " + queries);
        require(queryTimeout.isPositive(), "query time-out not positive: " + queryTimeout);
    }

    /** For a small machine of so many cores. */
    public static DuckDbOptions defaults(int cores) {
        return new DuckDbOptions(
                512 * MIB,
                Math.clamp(cores, 1, 16),
                10_240 * MIB,
                64 * MIB,
                Math.clamp(cores, 2, 16),
                Duration.ofSeconds(30));
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
