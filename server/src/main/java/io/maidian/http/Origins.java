package io.maidian.http;

import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds out where a request comes from. What {@code X-Forwarded-For} and {@code X-Forwarded-Proto}
 * say is believed only from a trusted proxy; {@code Forwarded} never, because proxies that do not
 * know it let a client's own pass. Safe for any thread.
 */
final class Origins {
    private static final String FORWARDED_FOR = "X-Forwarded-For";
    private static final String FORWARDED_PROTO = "X-Forwarded-Proto";

    private final Predicate<InetAddress> trusted;

    Origins(Predicate<InetAddress> trusted) {
        this.trusted = trusted;
    }

    Origin of(HttpServerRequest request) {
        String peer = request.remoteAddress().hostAddress();
        return of(
                peer == null ? "" : peer,
                request.isSSL(),
                request.headers().getAll(FORWARDED_FOR),
                request.headers().getAll(FORWARDED_PROTO));
    }

    /**
     * @param peer the IP address at the other end of the connection
     * @param secure whether the connection is TLS
     * @param forwardedFor the header's values, in their order; each proxy adds at the end whom it
     *     has it from
     * @param forwardedProto the header's values, of which the first tells how the client came
     */
    Origin of(String peer, boolean secure, List<String> forwardedFor, List<String> forwardedProto) {
        InetAddress at = address(peer);
        if (at == null || !trusted.test(at)) {
            return new Origin(peer, secure);
        }
        String[] hops = String.join(",", forwardedFor).split(",", -1);
        InetAddress client = at;
        for (int i = hops.length - 1; i >= 0 && trusted.test(client); i--) {
            InetAddress before = address(withoutPort(hops[i].strip()));
            if (before == null) {
                break;
            }
            client = before;
        }
        String proto = String.join(",", forwardedProto).split(",", -1)[0].strip();
        return new Origin(
                client.getHostAddress(),
                proto.isEmpty() ? secure : proto.equalsIgnoreCase("https"));
    }

    private static String withoutPort(String hop) {
        int colon = hop.indexOf(':');
        if (hop.startsWith("[")) {
            int end = hop.indexOf(']');
            return end < 0 ? hop : hop.substring(1, end);
        }
        return colon > 0 && colon == hop.lastIndexOf(':') ? hop.substring(0, colon) : hop;
    }

    private static @Nullable InetAddress address(String literal) {
        try {
            return InetAddress.ofLiteral(literal);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
