package io.maidian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maidian.catalog.Catalog;
import io.maidian.catalog.DroppedEvents;
import io.maidian.catalog.Project;
import io.maidian.catalog.ProjectSettings;
import io.maidian.catalog.sqlite.SqliteCatalog;
import io.maidian.config.ServerConfig;
import io.maidian.ops.Clock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The whole server in this process, over HTTP: what its edge promises. The packaged product is held
 * in acceptance/.
 */
class ServerTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String EVENT =
            "[{\"cs1\":\"u1\",\"tm\":1434556935000,\"t\":\"cstm\",\"n\":\"BuyProduct\"}]";

    @TempDir Path data;

    private final HttpClient client = HttpClient.newHttpClient();
    private Server.Opened opened;

    @BeforeEach
    void open() throws Exception {
        opened = Server.open(config(), Clock.SYSTEM);
    }

    @AfterEach
    void close() {
        opened.server().close();
        client.close();
    }

    private ServerConfig config() throws Exception {
        return ServerConfig.load(null, Map.of(), Map.of("data", data.toString(), "http.port", "0"));
    }

    @Test
    void anAcknowledgedUploadIsThereAfterAClosedServerOpensAgain() throws Exception {
        assertThat(upload(EVENT).statusCode()).isEqualTo(200);
        opened.server().close();
        open();
        assertThat(awaitTotal("BuyProduct", 1)).isEqualTo(1);
    }

    @Test
    void aRetryIsAnsweredAsTheFirstAlsoByAServerThatOpenedAgain() throws Exception {
        String path = "/v3/" + ai() + "/s2s/cstm?stm=" + Clock.SYSTEM.millis();
        JsonNode first = JSON.readTree(uploadTo(path, EVENT).body());
        assertThat(first.get("accepted").intValue()).isEqualTo(1);
        String again = uploadTo(path, EVENT).body();
        assertThat(JSON.readTree(again).get("request_id")).isEqualTo(first.get("request_id"));
        assertThat(again)
                .contains(
                        """
                        "received":1,"accepted":0,"duplicate":1,"rejected":0\
                        """);
        opened.server().close();
        open();
        assertThat(uploadTo(path, EVENT).body()).isEqualTo(again);
        assertThat(awaitTotal("BuyProduct", 1)).isEqualTo(1);
    }

    @Test
    void whatWasDroppedStaysDroppedAlsoWhenEventsAreKeptForEverAgain() throws IOException {
        long now = Duration.ofDays(100).toMillis();
        long later = now + Duration.ofDays(1).toMillis();
        try (Catalog catalog = SqliteCatalog.open(data.resolve("another.sqlite"))) {
            Project project = Project.create("shop", ZoneOffset.UTC, () -> now);
            Project keeping = Project.create("blog", ZoneOffset.UTC, () -> now);
            catalog.addProject(project);
            catalog.addProject(keeping);
            keep(catalog, project, Duration.ofDays(30));
            Map<String, Long> dropped = Map.of(project.ai(), now - Duration.ofDays(30).toMillis());
            assertThat(DroppedEvents.noted(catalog, now)).isEqualTo(dropped);
            keep(catalog, project, null);
            assertThat(DroppedEvents.noted(catalog, later)).isEqualTo(dropped);
            assertThat(DroppedEvents.before(catalog, project.ai(), later))
                    .isEqualTo(dropped.get(project.ai()));
            assertThat(DroppedEvents.before(catalog, keeping.ai(), later))
                    .isEqualTo(DroppedEvents.NONE);
            keep(catalog, project, Duration.ofDays(90));
            assertThat(DroppedEvents.noted(catalog, later)).isEqualTo(dropped);
        }
    }

    private static void keep(Catalog catalog, Project project, @Nullable Duration retention) {
        ProjectSettings was = ProjectSettings.DEFAULTS;
        catalog.changeSettings(
                project.ai(),
                _ ->
                        new ProjectSettings(
                                was.uploads(),
                                was.retryDetection(),
                                was.undeclared(),
                                was.quota(),
                                was.quarantineRetention(),
                                retention));
    }

    @Test
    void aKeyOfRetriesThatIsDamagedIsReplaced() throws Exception {
        opened.server().close();
        Files.write(data.resolve("retry.key"), new byte[3]);
        open();
        assertThat(Files.size(data.resolve("retry.key"))).isEqualTo(16);
    }

    @Test
    void aDryRunAndAStrictUploadAreToldWhatWasNotStored() throws Exception {
        String path = "/v3/" + ai() + "/s2s/cstm";
        HttpResponse<String> dryRun = uploadTo(path + "?dry_run=1", EVENT);
        assertThat(dryRun.statusCode()).isEqualTo(200);
        assertThat(dryRun.body())
                .isEqualTo(
                        """
                        {"request_id":null,"dry_run":true,"received":1,"accepted":1,"duplicate":0,\
                        "rejected":0,"warned":0,"results":[]}\
                        """);
        String oneBad = EVENT.replace("]", ",{}]");
        HttpResponse<String> strict = uploadTo(path + "?strict=1", oneBad);
        assertThat(strict.statusCode()).isEqualTo(400);
        JsonNode body = JSON.readTree(strict.body());
        assertThat(body.at("/error/code").stringValue()).isEqualTo("events.strict");
        assertThat(body.get("rejected").intValue()).isEqualTo(2);
        assertThat(body.at("/results/0/pointer").stringValue()).isEqualTo("/1/cs1");
        assertThat(uploadTo(path + "?strict=0", oneBad).statusCode()).isEqualTo(200);
        assertThat(uploadTo(path + "?dry_run=1", "[{}]").statusCode()).isEqualTo(400);
        assertThat(awaitTotal("BuyProduct", 1)).isEqualTo(1);
    }

    @Test
    void aStoreThatIsLostIsFilledAgainFromTheLog() throws Exception {
        upload(EVENT);
        awaitTotal("BuyProduct", 1);
        opened.server().close();
        deleteFilesOf("store");
        open();
        assertThat(awaitTotal("BuyProduct", 1)).isEqualTo(1);
    }

    @Test
    void whatTheStoreHoldsOutlivesTheLossOfTheLog() throws Exception {
        upload(EVENT);
        awaitTotal("BuyProduct", 1);
        opened.server().close();
        deleteFilesOf("log");
        open();
        assertThat(get("/health").body()).contains("\"ready\":true", "DEGRADED");
        upload(EVENT.replace("u1", "u2"));
        assertThat(awaitTotal("BuyProduct", 2)).isEqualTo(2);
    }

    @Test
    void damageInTheMiddleOfTheLogIsToldAndTheRestIsServed() throws Exception {
        String first = requestId(upload(EVENT));
        String second = requestId(upload(EVENT.replace("u1", "harmed")));
        String third = requestId(upload(EVENT.replace("u1", "u3")));
        awaitTotal("BuyProduct", 3);
        opened.server().close();
        deleteFilesOf("store");
        Path segment = data.resolve("log/00000000000000000000.log");
        String bytes = Files.readString(segment, StandardCharsets.ISO_8859_1);
        Files.writeString(segment, bytes.replace("harmed", "hurmed"), StandardCharsets.ISO_8859_1);
        open();
        assertThat(awaitTotal("BuyProduct", 2)).isEqualTo(2);
        assertThat(lookUp(first)).contains("\"accepted\":1");
        assertThat(lookUp(second)).contains("upload.damaged");
        assertThat(lookUp(third)).contains("\"accepted\":1");
        assertThat(get("/health").body())
                .contains("\"ready\":true", "DEGRADED: 1 places of the log are damaged");
        assertThat(get("/metrics").body()).contains("maidian_log_damaged_places 1.0");
        try (Stream<Path> kept = Files.list(data.resolve("log/damaged"))) {
            assertThat(kept).hasSize(1);
        }
    }

    private static String requestId(HttpResponse<String> answer) {
        return JSON.readTree(answer.body()).get("request_id").stringValue();
    }

    private String lookUp(String requestId) throws Exception {
        return get("/api/projects/" + ai() + "/uploads/" + requestId).body();
    }

    @Test
    void theLinkSignsInOnceAndTheSessionOutlivesARestart() throws Exception {
        String code = opened.welcome().signInCode();
        HttpResponse<String> first = post("/api/session", "{\"code\":\"" + code + "\"}", null);
        assertThat(first.statusCode()).isEqualTo(200);
        String cookie = first.headers().firstValue("set-cookie").orElseThrow();
        assertThat(cookie).contains("HttpOnly").contains("SameSite=Strict");
        assertThat(post("/api/session", "{\"code\":\"" + code + "\"}", null).statusCode())
                .isEqualTo(401);
        opened.server().close();
        open();
        HttpRequest request =
                request("/api/projects").header("Cookie", cookie.split(";")[0]).build();
        assertThat(send(request).statusCode()).isEqualTo(200);
        HttpRequest out =
                request("/api/session").header("Cookie", cookie.split(";")[0]).DELETE().build();
        assertThat(send(out).statusCode()).isEqualTo(204);
        assertThat(send(request).statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,    /nowhere,               404, route.not_found",
        "DELETE, /api/projects,          405, route.method_not_allowed",
        "GET,    /api/projects,          401, access.not_signed_in",
        "GET,    /api/projects/x/live,   401, access.not_signed_in",
        "GET,    /assets/../index.html,  404, route.not_found",
        "GET,    /assets/nothing.js,     404, route.not_found",
        "PUT,    /v3/x/s2s/cstm,         405, route.method_not_allowed",
        "GET,    /v3/x/s2s/cstm,         404, project.unknown",
    })
    void whatCannotBeAnsweredIsToldWithStatusAndCode(
            String method, String path, int status, String code) throws Exception {
        HttpResponse<String> response =
                send(request(path).method(method, HttpRequest.BodyPublishers.noBody()).build());
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(JSON.readTree(response.body()).at("/error/code").stringValue()).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({"GET, /metrics?a=%zz", "POST, /api/session?a=%", "GET, /api/projects?a=%e4%"})
    void anEscapeThatIsNotWholeIsToldAndHoldsNoMemory(String method, String path) throws Exception {
        int port = opened.welcome().port();
        String body = "x".repeat(200_000);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            String head =
                    "%s %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                            .formatted(method, path, body.length());
            socket.getOutputStream().write((head + body).getBytes(StandardCharsets.US_ASCII));
            BufferedReader answer =
                    new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            assertThat(answer.readLine()).startsWith("HTTP/1.1 400 ");
        }
        assertThat(send(request("/metrics").build()).body())
                .contains("maidian_uploads_memory_bytes 0.0");
    }

    @Test
    void theProbeOfTheSdksIsAnsweredExactly200() throws Exception {
        assertThat(send(request("/").build()).statusCode()).isEqualTo(200);
        HttpResponse<String> head =
                send(request("/").method("HEAD", HttpRequest.BodyPublishers.noBody()).build());
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
    }

    @Test
    void aBodyFromAFormOfAnotherSiteIsNotTaken() throws Exception {
        HttpRequest request =
                request("/api/projects")
                        .header("Authorization", "Bearer " + token())
                        .header("Content-Type", "text/plain")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"x\"}"))
                        .build();
        assertThat(send(request).statusCode()).isEqualTo(415);
    }

    @Test
    void aSubscriberIsToldWhenAnUploadIsInTheStore() throws Exception {
        HttpRequest request =
                request("/api/projects/" + ai() + "/live")
                        .header("Authorization", "Bearer " + token())
                        .build();
        HttpResponse<InputStream> stream =
                client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        assertThat(stream.headers().firstValue("content-type")).contains("text/event-stream");
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
            assertThat(nextPosition(lines)).isZero();
            upload(EVENT);
            assertThat(nextPosition(lines)).isPositive();
        }
    }

    @Test
    void aDeclaredEventIsListedBeforeItsFirstUploadAndJoinedWithItAfter() throws Exception {
        String path = "/api/projects/" + ai() + "/events";
        String declaration =
                "{\"key\":\"BuyProduct\",\"name\":\"购买\",\"variables\":[{\"key\":\"price\",\"name\":\"价格\",\"type\":\"Double\"}]}";
        assertThat(post(path, declaration, token()).statusCode()).isEqualTo(201);
        JsonNode before = JSON.readTree(get(path).body());
        assertThat(before.at("/0/declared").booleanValue()).isTrue();
        assertThat(before.at("/0/count").intValue()).isZero();
        assertThat(before.at("/0/variables/0/type").stringValue()).isEqualTo("Double");
        upload(EVENT);
        awaitTotal("BuyProduct", 1);
        JsonNode after = JSON.readTree(get(path).body());
        assertThat(after.size()).isEqualTo(1);
        assertThat(after.at("/0/name").stringValue()).isEqualTo("购买");
        assertThat(after.at("/0/count").intValue()).isEqualTo(1);
    }

    @Test
    void aDeclarationThatCannotBeIsToldWithThePointer() throws Exception {
        String path = "/api/projects/" + ai() + "/events";
        HttpResponse<String> response =
                post(
                        path,
                        "{\"key\":\"e\",\"variables\":[{\"key\":\"a\",\"type\":\"Int\"},{\"key\":\"b\",\"type\":\"Text\"}]}",
                        token());
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(JSON.readTree(response.body()).at("/error/pointer").stringValue())
                .isEqualTo("/variables/1/type");
    }

    @Test
    void chartsAreSavedChangedAndDeleted() throws Exception {
        String path = "/api/projects/" + ai() + "/charts";
        String body = "{\"name\":\"c\",\"query\":{\"kind\":\"realtime\",\"event\":\"BuyProduct\"}}";
        HttpResponse<String> created = post(path, body, token());
        assertThat(created.statusCode()).isEqualTo(201);
        String id = JSON.readTree(created.body()).get("id").stringValue();
        assertThat(JSON.readTree(get(path).body()).at("/0/id").stringValue()).isEqualTo(id);
        HttpRequest delete =
                request(path + "/" + id)
                        .header("Authorization", "Bearer " + token())
                        .DELETE()
                        .build();
        assertThat(send(delete).statusCode()).isEqualTo(204);
        assertThat(get(path + "/" + id).statusCode()).isEqualTo(404);
        assertThat(
                        post(path, "{\"name\":\"c\",\"query\":{\"kind\":\"pie\"}}", token())
                                .statusCode())
                .isEqualTo(400);
    }

    @Test
    void aSecondServerOnTheSameFolderIsRefused() {
        assertThatThrownBy(() -> Server.open(config(), Clock.SYSTEM))
                .isInstanceOf(StartException.class)
                .hasMessageContaining(data.toString());
    }

    private void deleteFilesOf(String folder) throws IOException {
        try (Stream<Path> files = Files.list(data.resolve(folder))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
    }

    private long awaitTotal(String event, long expected) throws Exception {
        String body = "{\"kind\":\"realtime\",\"event\":\"" + event + "\"}";
        long deadline = System.nanoTime() + 10_000_000_000L;
        long total = -1;
        while (total != expected && System.nanoTime() < deadline) {
            HttpResponse<String> response = post("/api/projects/" + ai() + "/query", body, token());
            total = JSON.readTree(response.body()).at("/series/0/total").asLong(0);
        }
        return total;
    }

    private static long nextPosition(BufferedReader lines) throws IOException {
        String line = lines.readLine();
        while (!line.startsWith("data: ")) {
            line = lines.readLine();
        }
        return JSON.readTree(line.substring(6)).get("position").longValue();
    }

    private String ai() {
        return opened.welcome().project().ai();
    }

    private String token() throws IOException {
        return Files.readString(data.resolve("admin.token")).strip();
    }

    private HttpResponse<String> upload(String body) throws Exception {
        return send(
                request("/v3/" + ai() + "/s2s/cstm?stm=" + System.nanoTime() / 1_000_000)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build());
    }

    private HttpResponse<String> uploadTo(String path, String body) throws Exception {
        return send(request(path).POST(HttpRequest.BodyPublishers.ofString(body)).build());
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(request(path).header("Authorization", "Bearer " + token()).build());
    }

    private HttpResponse<String> post(String path, String body, String token) throws Exception {
        HttpRequest.Builder request =
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return send(request.build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + opened.welcome().port() + path));
    }

    private HttpResponse<String> send(HttpRequest request) throws Exception {
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
