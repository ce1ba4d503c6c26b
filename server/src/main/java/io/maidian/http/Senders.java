package io.maidian.http;

import io.maidian.intake.Sender;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What of an HTTP request may be kept and shown. Stateless. */
final class Senders {
    private static final int MAX_CHARS = 500;

    private static final List<String> HEADERS =
            List.of(
                    "Host",
                    "User-Agent",
                    "Content-Type",
                    "Content-Length",
                    "Content-Encoding",
                    "X-Encode-Codec",
                    "X-Crypt-Codec",
                    "X-Compress-Codec");
    private static final List<String> PARAMETERS = List.of("stm", "dry_run", "strict");

    private Senders() {}

    static Sender of(HttpServerRequest request) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String name : HEADERS) {
            List<String> values = request.headers().getAll(name);
            if (!values.isEmpty()) {
                headers.put(name, shortened(String.join(", ", values)));
            }
        }
        return new Sender(request.method().name(), target(request), client(request), headers);
    }

    /** The address at the other end of the connection; empty where it is not known. */
    static String client(HttpServerRequest request) {
        SocketAddress address = request.remoteAddress();
        String host = address == null ? null : address.hostAddress();
        return host == null ? "" : host;
    }

    /** The path, with those parameters of the query that the contract names; data is the body. */
    private static String target(HttpServerRequest request) {
        StringBuilder target = new StringBuilder(String.valueOf(request.path()));
        char separator = '?';
        for (String name : PARAMETERS) {
            String value = RawQuery.text(request.query(), name);
            if (value != null) {
                target.append(separator).append(name).append('=').append(shortened(value));
                separator = '&';
            }
        }
        if (RawQuery.text(request.query(), "data") != null) {
            target.append(separator).append("data=…");
        }
        return target.toString();
    }

    private static String shortened(String value) {
        return value.length() <= MAX_CHARS ? value : value.substring(0, MAX_CHARS) + "…";
    }
}
