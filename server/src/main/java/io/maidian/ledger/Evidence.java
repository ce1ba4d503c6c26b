package io.maidian.ledger;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the server's public API finds of a run: its accepted events by the export, its rejected ones
 * by the quarantine's. For one thread.
 */
final class Evidence {
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(60);
    private static final Duration STALLED = Duration.ofMinutes(2);
    private static final long POLL_MILLIS = 100;

    /** By so much the server's clock may be behind the sender's. */
    private static final long CLOCKS_DIFFER_MILLIS = Duration.ofHours(25).toMillis();

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Run run;
    private final HttpClient client;
    private final String token;

    Evidence(Run run, HttpClient client, String token) {
        this.run = run;
        this.client = client;
        this.token = token;
    }

    /**
     * Waits until the store has all that is in the log, and brings all that it has into the
     * account.
     *
     * @throws IOException where the server does not answer as it should
     */
    void collect(Account account) throws IOException, InterruptedException {
        awaitStore();
        String project = "/api/projects/" + run.ai();
        String event = URLEncoder.encode(run.event(), StandardCharsets.UTF_8).replace("+", "%20");
        long from = run.startedMillis() - CLOCKS_DIFFER_MILLIS;
        lines(
                project + "/events/" + event + "/export?time=received&from=" + from,
                line -> {
                    JsonNode variables = line.path("variables");
                    if (isOfRun(variables)) {
                        long number = variables.path(Run.NUMBER).longValue();
                        double half = variables.path(Run.HALF).asDouble(Double.NaN);
                        account.foundStored(number, half == number / 2.0);
                    }
                });
        lines(
                project + "/quarantine/export?event=" + event + "&from=" + from,
                line -> {
                    JsonNode variables = raw(line).path("var");
                    boolean replayed = line.path("state").asString("").equals("replayed");
                    if (isOfRun(variables) && !replayed) {
                        account.foundQuarantined(variables.path(Run.NUMBER).longValue());
                    }
                });
    }

    private boolean isOfRun(JsonNode variables) {
        return variables.path(Run.RUN).asString("").equals(run.id());
    }

    private static JsonNode raw(JsonNode rejected) {
        @Nullable JsonNode raw = rejected.get("raw");
        try {
            return raw == null || raw.isNull()
                    ? JSON.missingNode()
                    : JSON.readTree(raw.stringValue());
        } catch (JacksonException e) {
            return JSON.missingNode();
        }
    }

    private void awaitStore() throws IOException, InterruptedException {
        long lag = Long.MAX_VALUE;
        long movedNanos = System.nanoTime();
        while (true) {
            HttpResponse<InputStream> response = get("/api/indexing");
            long now;
            try (InputStream body = response.body()) {
                now = JSON.readTree(body).path("lag_bytes").asLong(Long.MAX_VALUE);
            } catch (JacksonException e) {
                throw new IOException("the answer to /api/indexing was cut off", e);
            }
            if (now == 0) {
                return;
            }
            if (now != lag) {
                movedNanos = System.nanoTime();
            } else if (System.nanoTime() - movedNanos > STALLED.toNanos()) {
                throw new IOException(
                        "the server's charts stand still, "
                                + lag
                                + " bytes behind its log: see /health");
            }
            lag = now;
            Thread.sleep(POLL_MILLIS);
        }
    }

    private void lines(String path, Consumer<JsonNode> each)
            throws IOException, InterruptedException {
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(get(path).body(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                each.accept(JSON.readTree(line));
            }
        } catch (JacksonException e) {
            throw new IOException("the answer to " + path + " was cut off", e);
        }
    }

    private HttpResponse<InputStream> get(String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(run.server() + path))
                        .timeout(ANSWER_LIMIT)
                        .header("Authorization", "Bearer " + token)
                        .build();
        HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
        if (response.statusCode() != 200) {
            try (InputStream body = response.body()) {
                throw new IOException(
                        "GET "
                                + path
                                + " was answered "
                                + response.statusCode()
                                + ": "
                                + new String(body.readNBytes(1_000), StandardCharsets.UTF_8));
            }
        }
        return response;
    }
}
