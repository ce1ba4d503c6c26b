package io.maidian.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * pgbench's log: a line a transaction, of which the third column is how long it took in µs, and the
 * fifth and sixth are when it ended, in seconds and µs.
 */
final class PgbenchLog {
    private static final int TIME_COLUMN = 2;
    private static final int SECOND_COLUMN = 4;
    private static final int MICRO_COLUMN = 5;
    private static final double MICROS_PER_SECOND = 1e6;

    private final Histogram micros = new Histogram(3);
    private long firstStart = Long.MAX_VALUE;
    private long lastEnd = Long.MIN_VALUE;

    private PgbenchLog() {}

    /**
     * Reads all files of a folder, one of each thread; the time that pgbench took to connect is not
     * in it.
     *
     * @throws BenchFailure if they hold no transaction
     */
    static Peer.Uploaded read(Path folder) throws IOException {
        PgbenchLog log = new PgbenchLog();
        List<Path> files;
        try (Stream<Path> listed = Files.list(folder)) {
            files = listed.toList();
        }
        for (Path file : files) {
            try (Stream<String> lines = Files.lines(file)) {
                lines.forEach(log::add);
            }
        }
        if (log.micros.getTotalCount() == 0) {
            throw new BenchFailure("pgbench came to no transaction; give it more --seconds");
        }
        double seconds = (log.lastEnd - log.firstStart) / MICROS_PER_SECOND;
        return new Peer.Uploaded(LoadReport.of(log.micros, 0), seconds);
    }

    private void add(String line) {
        String[] columns = line.split(" ");
        long took = Long.parseLong(columns[TIME_COLUMN]);
        long ended =
                Long.parseLong(columns[SECOND_COLUMN]) * 1_000_000
                        + Long.parseLong(columns[MICRO_COLUMN]);
        micros.recordValue(took);
        firstStart = Math.min(firstStart, ended - took);
        lastEnd = Math.max(lastEnd, ended);
    }
}
