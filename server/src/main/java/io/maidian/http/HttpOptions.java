package io.maidian.http;

import java.net.InetAddress;
import java.time.Duration;
import java.util.function.Predicate;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * How the edge listens.
 *
 * @param host address to bind
 * @param port 0 lets the system choose
 * @param eventLoops threads that serve connections
 * @param workers threads for questions
 * @param limits of a connection and of all
 * @param trustedProxies whose word on where a request comes from is taken
 * @param keys for HTTPS; null for plain HTTP
 */
public record HttpOptions(
        String host,
        int port,
        int eventLoops,
        int workers,
        Limits limits,
        Predicate<InetAddress> trustedProxies,
        @Nullable X509ExtendedKeyManager keys) {
    /**
     * What one connection may do, and how many there are.
     *
     * @param uploadBytes largest upload on the wire
     * @param connections open at a time
     * @param idleTime without a whole request head after which a connection is closed
     * @param bodyTime that a body may take to come
     */
    public record Limits(int uploadBytes, int connections, Duration idleTime, Duration bodyTime) {
        public Limits {
            if (uploadBytes < 1 || connections < 1) {
                throw new IllegalArgumentException("limits are at least 1");
            }
        }
    }

    public HttpOptions {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port out of range: " + port);
        }
        if (eventLoops < 1 || workers < 1) {
            throw new IllegalArgumentException("threads are at least 1");
        }
    }
}
