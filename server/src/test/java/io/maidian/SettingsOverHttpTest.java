package io.maidian;

import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.config.ServerConfig;
import io.maidian.ops.Clock;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is set for a project, over HTTP against the whole server. */
class SettingsOverHttpTest {
    private static final String DEFAULTS =
            """
            {"uploads":true,"retry_detection":true,"undeclared":"keep","quota":{"events_per_second":null,"events_burst":null,"bytes_per_second":null,"bytes_burst":null},"quarantine_days":30,"event_days":null}\
            """;

    @TempDir Path data;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Server.Opened opened;
    private String ai;

    @BeforeEach
    void open() throws Exception {
        ServerConfig config =
                ServerConfig.load(
                        null, Map.of(), Map.of("data", data.toString(), "http.port", "0"));
        opened = Server.open(config, Clock.SYSTEM);
        ai = opened.welcome().project().ai();
    }

    @AfterEach
    void close() {
        opened.server().close();
        client.close();
    }

    @Test
    void aProjectBeginsWithTheDefaults() throws Exception {
        assertThat(settings().body()).isEqualTo(DEFAULTS);
    }

    @Test
    void aChangeIsAnsweredAndStays() throws Exception {
        String all =
                """
                {"uploads":false,"retry_detection":false,"undeclared":"discard","quota":{"events_per_second":10,"events_burst":20,"bytes_per_second":3000,"bytes_burst":4000},"quarantine_days":7,"event_days":365}\
                """;
        assertThat(change(all).body()).isEqualTo(all);
        assertThat(settings().body()).isEqualTo(all);
    }

    @Test
    void whatIsAbsentStaysAsItIsButAQuotaIsTakenWhole() throws Exception {
        change("{\"uploads\":false,\"quota\":{\"events_per_second\":10,\"events_burst\":20}}");
        assertThat(json(change("{\"quarantine_days\":1}")).at("/uploads").booleanValue()).isFalse();
        JsonNode now = json(change("{\"uploads\":true,\"quota\":{\"bytes_per_second\":5}}"));
        assertThat(now.at("/quarantine_days").intValue()).isEqualTo(1);
        assertThat(now.at("/quota/events_per_second").isNull()).isTrue();
        assertThat(now.at("/quota/bytes_burst").intValue()).isEqualTo(5);
        change("{\"quota\":{},\"quarantine_days\":30,\"event_days\":10}");
        assertThat(json(change("{}")).at("/event_days").intValue()).isEqualTo(10);
        change("{\"event_days\":null}");
        assertThat(settings().body()).isEqualTo(DEFAULTS);
    }

    @Test
    void whatCannotBeSetIsToldWithItsPlace() throws Exception {
        refused("{\"upload\":true}", "body.unknown_field", "/upload");
        refused("{\"quota\":{\"events\":1}}", "body.unknown_field", "/quota/events");
        refused("{\"uploads\":\"yes\"}", "body.bad_value", "/uploads");
        refused("{\"retry_detection\":1}", "body.bad_value", "/retry_detection");
        refused("{\"undeclared\":\"drop\"}", "body.bad_value", "/undeclared");
        refused("{\"quota\":5}", "body.bad_value", "/quota");
        refused(quota("events_per_second", "0"), "body.bad_value", "/quota/events_per_second");
        refused(quota("events_per_second", "1.5"), "body.bad_value", "/quota/events_per_second");
        refused(quota("bytes_per_second", "1e30"), "body.bad_value", "/quota/bytes_per_second");
        refused(quota("bytes_burst", "5"), "body.bad_value", "/quota/bytes_burst");
        refused("{\"quarantine_days\":0}", "body.bad_value", "/quarantine_days");
        refused("{\"quarantine_days\":9223372036854775807}", "body.bad_value", "/quarantine_days");
        refused("{\"event_days\":0}", "body.bad_value", "/event_days");
        refused("{\"event_days\":3651}", "body.bad_value", "/event_days");
        refused("[]", "body.not_json", "");
        assertThat(settings().body()).isEqualTo(DEFAULTS);
    }

    @Test
    void aProjectsNameAndZoneCanBeChanged() throws Exception {
        JsonNode renamed = json(put("", "{\"name\":\" 线上商城 \"}"));
        assertThat(renamed.at("/name").stringValue()).isEqualTo("线上商城");
        assertThat(renamed.at("/timezone").stringValue()).isEqualTo("Asia/Shanghai");
        put("", "{\"timezone\":\"Asia/Tokyo\"}");
        JsonNode listed = json(send(apiRequest("/api/projects").GET())).get(0);
        assertThat(listed.at("/name").stringValue()).isEqualTo("线上商城");
        assertThat(listed.at("/timezone").stringValue()).isEqualTo("Asia/Tokyo");
        assertThat(listed.at("/ai").stringValue()).isEqualTo(ai);
        for (String body :
                new String[] {
                    "{\"name\":\"\"}",
                    "{\"name\":\"" + "x".repeat(101) + "\"}",
                    "{\"timezone\":\"Mars\"}",
                    "{\"timezone\":\"+08:00\"}",
                    "{\"ai\":\"other\"}"
                }) {
            assertThat(put("", body).statusCode()).as(body).isEqualTo(400);
        }
        ai = "nobody";
        assertThat(put("", "{}").statusCode()).isEqualTo(404);
    }

    @Test
    void theSettingsOfAProjectThatIsNotThereAreNotFound() throws Exception {
        ai = "nobody";
        assertThat(settings().statusCode()).isEqualTo(404);
        assertThat(change("{}").statusCode()).isEqualTo(404);
    }

    @Test
    void uploadsThatAreSwitchedOffAreRefusedInEveryForm() throws Exception {
        change("{\"uploads\":false}");
        HttpResponse<String> posted = post("[]", "zh");
        assertThat(posted.statusCode()).isEqualTo(403);
        assertThat(posted.headers().firstValue("X-Retry-Safe")).contains("true");
        assertThat(posted.headers().firstValue("Retry-After")).isEmpty();
        assertThat(json(posted).at("/error/code").stringValue()).isEqualTo("project.uploads_off");
        assertThat(json(posted).at("/error/message").stringValue()).contains("项目设置", ai);
        assertThat(json(post("[]", "en")).at("/error/message").stringValue())
                .contains("the project's settings");
        assertThat(get("?data=%5B%5D").statusCode()).isEqualTo(403);
        assertThat(get("?dry_run=1&data=%5B%5D").statusCode()).isEqualTo(403);
        HttpResponse<String> image = get(".gif?data=%5B%5D");
        assertThat(image.statusCode()).isEqualTo(200);
        assertThat(image.headers().firstValue("Content-Type")).contains("image/gif");
        assertThat(send(HttpRequest.newBuilder(uri("/metrics"))).body())
                .contains("maidian_findings_total{code=\"project.uploads_off\"} 5.0");
        change("{\"uploads\":true}");
        assertThat(post("[]", "en").statusCode()).isEqualTo(200);
    }

    @Test
    void beyondTheQuotaAnUploadIsRefusedInEveryForm() throws Exception {
        change("{\"quota\":{\"bytes_per_second\":1,\"bytes_burst\":50}}");
        assertThat(post(" ".repeat(98) + "[]", "en").statusCode()).isEqualTo(200);
        HttpResponse<String> posted = post("[]", "zh");
        assertThat(posted.statusCode()).isEqualTo(429);
        assertThat(posted.headers().firstValue("X-Retry-Safe")).contains("true");
        assertThat(posted.headers().firstValue("Retry-After").map(Integer::parseInt).orElseThrow())
                .isBetween(1, 52);
        assertThat(json(posted).at("/error/code").stringValue()).isEqualTo("quota.bytes");
        assertThat(json(posted).at("/error/got").stringValue()).isEqualTo("2");
        assertThat(json(posted).at("/error/message").stringValue()).contains("Retry-After");
        assertThat(get("?data=%5B%5D").statusCode()).isEqualTo(429);
        assertThat(get(".gif?data=%5B%5D").statusCode()).isEqualTo(200);
        assertThat(send(HttpRequest.newBuilder(uri("/metrics"))).body())
                .contains("maidian_findings_total{code=\"quota.bytes\"} 3.0");
        change("{\"quota\":{}}");
        assertThat(post("[]", "en").statusCode()).isEqualTo(200);
    }

    @Test
    void anEmptyChartSaysThatUploadsAreOff() throws Exception {
        assertThat(emptyReason()).isEqualTo("event.never_received");
        change("{\"uploads\":false}");
        assertThat(emptyReason()).isEqualTo("uploads.off");
    }

    @Test
    void aQuestionForNewUsersSaysSinceWhenUsersAreKnown() throws Exception {
        assertThat(question("new_login_users").at("/users_known_since").isNull()).isTrue();
        change("{\"event_days\":7}");
        long weekAgo = System.currentTimeMillis() - Duration.ofDays(7).toMillis();
        assertThat(question("new_login_users").at("/users_known_since").longValue())
                .isBetween(weekAgo - 1_000, weekAgo + 60_000);
        assertThat(question("all_login_users").at("/users_known_since").isNull()).isTrue();
    }

    @Test
    void aSessionSaysHowLongAQuestionMayTake() throws Exception {
        HttpResponse<String> session = send(apiRequest("/api/session").GET());
        assertThat(json(session).at("/query_timeout").longValue()).isEqualTo(30_000);
    }

    private String emptyReason() throws Exception {
        return question("all_login_users").at("/empty_reason/code").stringValue();
    }

    private JsonNode question(String target) throws Exception {
        String question =
                "{\"kind\":\"trend\",\"event\":\"Buy\",\"measure\":\"count\",\"target\":\""
                        + target
                        + "\"}";
        return json(
                send(
                        request("/query")
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(question))));
    }

    private static String quota(String member, String value) {
        return "{\"quota\":{\"" + member + "\":" + value + "}}";
    }

    private void refused(String body, String code, String pointer) throws Exception {
        HttpResponse<String> response = change(body);
        assertThat(response.statusCode()).as(body).isEqualTo(400);
        assertThat(json(response).at("/error/code").stringValue()).as(body).isEqualTo(code);
        assertThat(json(response).at("/error/pointer").stringValue()).as(body).isEqualTo(pointer);
    }

    private HttpResponse<String> settings() throws Exception {
        return send(request("/settings").GET());
    }

    private HttpResponse<String> change(String body) throws Exception {
        return put("/settings", body);
    }

    private HttpResponse<String> put(String path, String body) throws Exception {
        return send(
                request(path)
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> post(String body, String language) throws Exception {
        return send(
                HttpRequest.newBuilder(uri("/v3/" + ai + "/s2s/cstm"))
                        .header("Accept-Language", language)
                        .POST(BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> get(String rest) throws Exception {
        return send(HttpRequest.newBuilder(uri("/v3/" + ai + "/s2s/cstm" + rest)));
    }

    private HttpRequest.Builder request(String path) throws Exception {
        return apiRequest("/api/projects/" + ai + path);
    }

    private HttpRequest.Builder apiRequest(String path) throws Exception {
        String token = Files.readString(data.resolve("admin.token")).strip();
        return HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer " + token);
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + opened.welcome().port() + path);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> response) {
        return JsonMapper.shared().readTree(response.body());
    }
}
