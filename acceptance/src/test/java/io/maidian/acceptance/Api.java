package io.maidian.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The server's HTTP API, as the operator calls it. Whatever is asked, an answer of 5xx or one that
 * shows a stack trace is a failure. Safe for any thread.
 */
final class Api implements AutoCloseable {
    static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(20);
    private static final Duration SEEN_LIMIT = Duration.ofSeconds(30);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private final URI address;
    private final String token;
    private final Path log;
    private final HttpClient client;

    /**
     * @param log the server's log, named in failures
     */
    Api(URI address, String token, Path log) {
        this.address = address;
        this.token = token;
        this.log = log;
        client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(ANSWER_LIMIT)
                        .build();
    }

    /** A request to a path, without credentials. */
    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address + path)).timeout(ANSWER_LIMIT);
    }

    /** A request of the operator. */
    HttpRequest.Builder signed(String path) {
        return request(path).header("Authorization", "Bearer " + token);
    }

    Reply send(HttpRequest.Builder request) {
        HttpRequest built = request.build();
        try {
            HttpResponse<String> response =
                    client.send(built, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            Reply reply = new Reply(response.statusCode(), response.headers(), response.body());
            assertThat(reply.status())
                    .as("%s %s: %s; see %s", built.method(), built.uri(), reply.text(), log)
                    .isLessThan(500);
            assertThat(reply.text()).doesNotContain("\tat io.", "\tat java.", "Exception");
            return reply;
        } catch (IOException e) {
            throw new UncheckedIOException(built + "; see " + log, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    Reply get(String path) {
        return send(signed(path).GET());
    }

    /** The value of a metric without labels. */
    double metric(String name) {
        return get("/metrics")
                .text()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name));
    }

    /** Posts a value as JSON. */
    Reply post(String path, Object body) {
        return send(
                signed(path)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body))));
    }

    /** Puts a value as JSON. */
    Reply put(String path, Object body) {
        return send(
                signed(path)
                        .header("Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body))));
    }

    /** Changes settings of a project; the others stay as they are. */
    void set(String ai, Map<String, Object> settings) {
        Reply reply = put("/api/projects/" + ai + "/settings", settings);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    }

    /** Creates a project in the default zone, and tells its id. */
    String createProject(String name) {
        return createProject(Map.of("name", name));
    }

    String createProject(Map<String, String> project) {
        Reply reply = post("/api/projects", project);
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
        return reply.json().get("ai").stringValue();
    }

    /** Uploads JSON, sent now. */
    Reply upload(String ai, String events) {
        return upload(ai, events.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    Reply upload(String ai, byte[] body, Map<String, String> headers) {
        HttpRequest.Builder request =
                request("/v3/" + ai + "/s2s/cstm?stm=" + System.currentTimeMillis())
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        return send(request);
    }

    /** Uploads events, all of which must be stored. */
    void store(String ai, UploadBody events) {
        Reply reply = upload(ai, events.json());
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.number("/accepted")).as(reply.text()).isEqualTo(events.count());
    }

    /** The raw answer to a question. */
    Reply query(String ai, Question question) {
        return post("/api/projects/" + ai + "/query", question.fields());
    }

    /** The answer to a question as the store is now. */
    Answer ask(String ai, Question question) {
        Reply reply = query(ai, question);
        assertThat(reply.status()).as("%s: %s", question, reply.text()).isEqualTo(200);
        return Answer.of(reply.json());
    }

    /** The answer to a question once it is as expected; a failure if it is not in time. */
    Answer await(String ai, Question question, Predicate<Answer> expected) {
        return await(ai, () -> ask(ai, question), expected);
    }

    Answer awaitTotal(String ai, Question question, long total) {
        return await(ai, question, answer -> answer.total() >= total);
    }

    /** Whatever is asked of a project, once it is as expected: asked again when the store moves. */
    <T> T await(String ai, java.util.function.Supplier<T> ask, Predicate<T> expected) {
        long end = System.nanoTime() + SEEN_LIMIT.toNanos();
        try (LiveStream live = live(ai)) {
            T last = ask.get();
            while (!expected.test(last)) {
                if (System.nanoTime() > end) {
                    throw new AssertionError(
                            "not as expected after " + SEEN_LIMIT + ": " + last + "; see " + log);
                }
                live.awaitMove(LOOK_AGAIN);
                last = ask.get();
            }
            return last;
        }
    }

    /** The project's stream of server-sent events. */
    LiveStream live(String ai) {
        return LiveStream.open(client, signed("/api/projects/" + ai + "/live").build());
    }

    JsonNode events(String ai) {
        return list("/api/projects/" + ai + "/events");
    }

    JsonNode uploads(String ai, int limit) {
        return list("/api/projects/" + ai + "/uploads?limit=" + limit);
    }

    /** The upload of a request id in the list of uploads, once it is there. */
    JsonNode awaitUpload(String ai, String requestId) {
        return await(
                ai,
                () -> {
                    for (JsonNode upload : uploads(ai, 200)) {
                        if (upload.get("request_id").stringValue().equals(requestId)) {
                            return upload;
                        }
                    }
                    return JSON.missingNode();
                },
                found -> !found.isMissingNode());
    }

    private JsonNode list(String path) {
        Reply reply = get(path);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.json();
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
