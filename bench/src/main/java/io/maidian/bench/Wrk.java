package io.maidian.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Debian's wrk with {@code wrk/upload.lua}: closed-loop load over keep-alive connections. Its
 * latencies are corrected for coordinated omission by wrk itself, against the mean interval of a
 * connection.
 *
 * @param script {@code wrk/upload.lua}
 */
record Wrk(Path script, int threads, int connections) {
    /** For the last answers to arrive in. */
    private static final int DRAIN_SECONDS = 2;

    private static final int OVERDUE_SECONDS = 10;

    /**
     * Sends for so many seconds, and waits for the answers.
     *
     * @param events in each request
     */
    LoadReport run(String url, String ai, int seconds, int events)
            throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                List.of(
                                        "wrk",
                                        "-t" + threads,
                                        "-c" + connections,
                                        "-d" + (seconds + DRAIN_SECONDS) + "s",
                                        "--timeout",
                                        OVERDUE_SECONDS + "s",
                                        "-s",
                                        script.toString(),
                                        url,
                                        "--",
                                        ai,
                                        Integer.toString(seconds),
                                        Integer.toString(events)))
                        .redirectErrorStream(true)
                        .start();
        Runnable endsWithUs = process::destroy;
        OnExit.add(endsWithUs);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        OnExit.remove(endsWithUs);
        return LoadReport.parse(output);
    }
}
