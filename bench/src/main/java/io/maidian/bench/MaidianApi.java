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

    private JsonNode post(String path, String body) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url + path))
                        .timeout(LIMIT)
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build();
        HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2) {
            throw new BenchFailure(
                    "POST " + path + " answered " + response.statusCode() + ": " + response.body());
        }
        return json.readTree(response.body());
    }
}
