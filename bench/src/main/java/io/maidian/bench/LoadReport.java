package io.maidian.bench;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What one run of wrk with {@code wrk/upload.lua} saw.
 *
 * @param sent requests written to a socket
 * @param answered requests answered, whatever the status
 * @param refused of those answered, how many with a status of 400 or more
 * @param broken connections that failed to connect, read or write
 * @param overdue answers that came later than wrk waits
 * @param p50Micros half of the answers came within this; likewise the others
 */
record LoadReport(
        long sent,
        long answered,
        long refused,
        long broken,
        long overdue,
        long p50Micros,
        long p99Micros,
        long p999Micros,
        long maxMicros) {
    private static final String MARK = "maidian-bench ";

    LoadReport {
        if (sent < answered || answered < refused) {
            throw new IllegalArgumentException(
                    "sent " + sent + ", answered " + answered + ", refused " + refused);
        }
    }

    /**
     * Reads the line that the script prints last.
     *
     * @throws BenchFailure if wrk printed none, with what it printed
     */
    static LoadReport parse(String output) {
        Map<String, Long> values = new HashMap<>();
        output.lines()
                .filter(line -> line.startsWith(MARK))
                .flatMap(line -> Arrays.stream(line.substring(MARK.length()).split(" ")))
                .map(pair -> pair.split("=", 2))
                .forEach(pair -> values.put(pair[0], Long.parseLong(pair[1])));
        if (values.isEmpty()) {
            throw new BenchFailure("wrk did not finish its run:\n" + output);
        }
        return new LoadReport(
                value(values, "sent"),
                value(values, "answered"),
                value(values, "refused"),
                value(values, "broken"),
                value(values, "overdue"),
                value(values, "p50_us"),
                value(values, "p99_us"),
                value(values, "p999_us"),
                value(values, "max_us"));
    }

    /**
     * Of a load program that knows how long each answer took, and had one to each request.
     *
     * @param refused of them
     */
    static LoadReport of(Histogram micros, long refused) {
        return new LoadReport(
                micros.getTotalCount(),
                micros.getTotalCount(),
                refused,
                0,
                0,
                micros.getValueAtPercentile(50),
                micros.getValueAtPercentile(99),
                micros.getValueAtPercentile(99.9),
                micros.getMaxValue());
    }

    /** Requests that were answered 200. */
    long acknowledged() {
        return answered - refused;
    }

    /** Requests of which nobody knows whether they were stored. */
    long unanswered() {
        return sent - answered;
    }

    private static long value(Map<String, Long> values, String name) {
        Long value = values.get(name);
        if (value == null) {
            throw new BenchFailure("wrk's report lacks " + name);
        }
        return value;
    }
}
