package io.maidian.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The part of the product's API that the programs ask, as an operator with the token of the data
 * folder.
 */
final class MaidianApi {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration MARGIN = Duration.ofHours(1);
    private static final Duration CHART = Duration.ofMinutes(30);

    private final JsonMapper json = new JsonMapper();
    private final HttpClient http;
    private final String url;
    private final String token;

    MaidianApi(HttpClient http, String url, Path data) throws IOException {
        this.http = http;
        this.url = url;
        this.token = Files.readString(data.resolve("admin.token")).strip();
    }

    /**
     * What a query answers.
     *
     * @param position how far into the log the answer reaches
     * @param total events counted
     */
    record Count(long position, long total) {}

    /**
     * How far the store is behind the log.
     *
     * @param seconds for how long the first event that is not in the store has waited
     */
    record Indexing(long bytes, long seconds) {}

    /**
     * @return its {@code ai}
     */
    String createProject(String name) throws IOException, InterruptedException {
        JsonNode answer =
                post(
                        "/api/projects",
                        json.createObjectNode()
                                .put("name", name)
                                .put("timezone", "Asia/Shanghai")
                                .toString());
        return answer.required("ai").stringValue();
    }

    /**
     * Counts the events that were received from an hour ago to an hour ahead, as a real-time chart
     * does.
     */
    Count count(String ai, String event) throws IOException, InterruptedException {
        Instant now = Instant.now();
        String query =
                json.createObjectNode()
                        .put("kind", "realtime")
                        .put("event", event)
                        .put("measure", "count")
                        .put("interval", "minute")
                        .put("from", now.minus(MARGIN).toEpochMilli())
                        .put("to", now.plus(MARGIN).toEpochMilli())
                        .put("time", "received")
                        .put("target", "all_login_users")
                        .toString();
        JsonNode answer = post("/api/projects/" + ai + "/query", query);
        long total = 0;
        for (JsonNode series : answer.required("series")) {
            total += series.required("total").longValue();
        }
        return new Count(answer.required("position").longValue(), total);
    }

    /**
     * Asks what the console's real-time chart asks: the last half hour, by the minute.
     *
     * @return how long the answer took
     */
    Duration realTimeChart(String ai, String event) throws IOException, InterruptedException {
        Instant now = Instant.now();
        String query =
                json.createObjectNode()
                        .put("kind", "realtime")
                        .put("event", event)
                        .put("measure", "count")
                        .put("interval", "minute")
                        .put("from", now.minus(CHART).toEpochMilli())
                        .put("to", now.toEpochMilli())
                        .put("time", "received")
                        .put("target", "all_login_users")
                        .toString();
        long asked = System.nanoTime();
        post("/api/projects/" + ai + "/query", query);
        return Duration.ofNanos(System.nanoTime() - asked);
    }

    /** The product's own figures, as they are now. */
    ProductMetrics metrics() throws IOException, InterruptedException {
        return ProductMetrics.parse(send(request("/metrics").GET().build()));
    }

    /** What the product says of its indexing. */
    Indexing indexing() throws IOException, InterruptedException {
        JsonNode answer = json.readTree(send(request("/api/indexing").GET().build()));
        return new Indexing(
                answer.required("lag_bytes").longValue(),
                answer.required("lag_seconds").longValue());
    }

    /** A project's live stream, as an open console holds it. */
    HttpRequest liveStream(String ai) {
        return HttpRequest.newBuilder(URI.create(url + "/api/projects/" + ai + "/live"))
                .header("Authorization", "Bearer " + token)
                .build();
    }

    private JsonNode post(String path, String body) throws IOException, InterruptedException {
        HttpRequest request =
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build();
        return json.readTree(send(request));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path))
                .timeout(LIMIT)
                .header("Authorization", "Bearer " + token);
    }

    private String send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2) {
            throw new BenchFailure(
                    request.method()
                            + " "
                            + request.uri().getPath()
                            + " answered "
                            + response.statusCode()
                            + ": "
                            + response.body());
        }
        return response.body();
    }
}
