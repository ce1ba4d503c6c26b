package io.maidian.http;

import java.net.InetAddress;
import java.util.function.Predicate;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * How the edge listens.
 *
 * @param host address to bind
 * @param port 0 lets the system choose
 * @param eventLoops threads that serve connections
 * @param workers threads for what may block
 * @param uploadLimitBytes largest upload on the wire
 * @param trustedProxies whose word on where a request comes from is taken
 * @param keys for HTTPS; null for plain HTTP
 */
public record HttpOptions(
        String host,
        int port,
        int eventLoops,
        int workers,
        int uploadLimitBytes,
        Predicate<InetAddress> trustedProxies,
        @Nullable X509ExtendedKeyManager keys) {
    public HttpOptions {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port out of range: " + port);
        }
        if (eventLoops < 1 || workers < 1 || uploadLimitBytes < 1) {
            throw new IllegalArgumentException("threads and limits are at least 1");
        }
    }
}
