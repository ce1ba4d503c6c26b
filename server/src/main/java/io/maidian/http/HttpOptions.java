package io.maidian.http;

/**
 * How the edge listens.
 *
 * @param host address to bind
 * @param port 0 lets the system choose
 * @param eventLoops threads that serve connections
 * @param workers threads for what may block
 * @param uploadLimitBytes largest upload on the wire
 */
public record HttpOptions(
        String host, int port, int eventLoops, int workers, int uploadLimitBytes) {
    public HttpOptions {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port out of range: " + port);
        }
        if (eventLoops < 1 || workers < 1 || uploadLimitBytes < 1) {
            throw new IllegalArgumentException("threads and limits are at least 1");
        }
    }
}
