package io.maidian;

import io.maidian.operations.Operation;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The server that holds this folder, asked through its API with the operator's token. For one
 * thread.
 */
final class RunningServer implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final URI address;
    private final String token;
    private final HttpClient client;

    /**
     * @param address what the holder of the folder's lock has written
     */
    RunningServer(URI address, String token) {
        this.address = address;
        this.token = token;
        HttpClient.Builder builder = HttpClient.newBuilder().connectTimeout(TIMEOUT);
        if ("https".equals(address.getScheme())) {
            builder.sslContext(trusting());
        }
        client = builder.build();
    }

    /**
     * Begins an operation.
     *
     * @return its id
     */
    String start(Operation.Kind kind, @Nullable Path folder) throws IOException {
        ObjectNode body = JSON.createObjectNode();
        body.put("kind", kind.name().toLowerCase(Locale.ROOT));
        if (folder != null) {
            body.put("folder", folder.toString());
        }
        HttpRequest.Builder request =
                request("/api/operations")
                        .header("Content-Type", "application/json")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        JSON.writeValueAsString(body), StandardCharsets.UTF_8));
        return send(request).path("id").asString();
    }

    /** How far it is. */
    Operation.Progress progress(String id) throws IOException {
        JsonNode body = send(request("/api/operations/" + id));
        JsonNode result = body.path("result");
        JsonNode remaining = body.path("remaining_seconds");
        JsonNode problem = body.path("problem");
        return new Operation.Progress(
                Operation.State.valueOf(body.path("state").asString().toUpperCase(Locale.ROOT)),
                body.path("phase").asString(),
                body.path("percent").asInt(),
                body.path("events").asLong(),
                body.path("events_per_second").asLong(),
                remaining.isNumber() ? remaining.asLong() : -1,
                problem.isString() ? problem.stringValue() : null,
                result.isObject()
                        ? new Operation.Result(
                                number(result, "position"),
                                number(result, "bytes_before"),
                                number(result, "bytes_after"),
                                number(result, "copied_bytes"),
                                number(result, "pause_millis"))
                        : null);
    }

    private static @Nullable Long number(JsonNode node, String name) {
        JsonNode value = node.path(name);
        return value.isNumber() ? value.longValue() : null;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(address.resolve(path))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + token);
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException {
        try {
            HttpResponse<String> response =
                    client.send(
                            request.build(),
                            HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            JsonNode body = JSON.readTree(response.body());
            if (response.statusCode() >= 300) {
                JsonNode error = body.path("error");
                throw new IOException(
                        "the server at "
                                + address
                                + " answered "
                                + response.statusCode()
                                + ": "
                                + error.path("message").asString("")
                                + " "
                                + error.path("expected").asString(""));
            }
            return body;
        } catch (JacksonException e) {
            throw new IOException("what answers at " + address + " is no Maidian", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /**
     * Takes any certificate: the process that wrote the address holds the folder's lock and so its
     * port, on this machine, where the certificate's name need not fit.
     */
    private static SSLContext trusting() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new OwnMachine()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has TLS", e);
        }
    }

    private static final class OwnMachine extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
