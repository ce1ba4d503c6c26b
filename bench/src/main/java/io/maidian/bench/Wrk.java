package io.maidian.bench;

import java.io.IOException;
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

    /** Where the product takes a project's uploads. */
    static String uploadTarget(String ai) {
        return "/v3/" + ai + "/s2s/cstm?stm={stm}";
    }

    /**
     * Sends for so many seconds, and waits for the answers.
     *
     * @param target path and query; {@code {stm}} in it becomes the time of sending
     * @param events in each request
     */
    LoadReport run(String url, String target, int seconds, int events)
            throws IOException, InterruptedException {
        String output =
                Command.run(
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
                                target,
                                Integer.toString(seconds),
                                Integer.toString(events)));
        return LoadReport.parse(output);
    }
}
