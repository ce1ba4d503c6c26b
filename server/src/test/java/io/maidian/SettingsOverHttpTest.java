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
            {"uploads":true,"retry_detection":true,"undeclared":"keep","quota":{"events_per_second":null,"events_burst":null,"bytes_per_second":null,"bytes_burst":null},"quarantine_days":30}\
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
                {"uploads":false,"retry_detection":false,"undeclared":"discard","quota":{"events_per_second":10,"events_burst":20,"bytes_per_second":3000,"bytes_burst":4000},"quarantine_days":7}\
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
        change("{\"quota\":{},\"quarantine_days\":30}");
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
        refused("[]", "body.not_json", "");
        assertThat(settings().body()).isEqualTo(DEFAULTS);
    }

    @Test
    void theSettingsOfAProjectThatIsNotThereAreNotFound() throws Exception {
        ai = "nobody";
        assertThat(settings().statusCode()).isEqualTo(404);
        assertThat(change("{}").statusCode()).isEqualTo(404);
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
        return send(request().GET());
    }

    private HttpResponse<String> change(String body) throws Exception {
        return send(
                request()
                        .header("Content-Type", "application/json")
                        .PUT(BodyPublishers.ofString(body)));
    }

    private HttpRequest.Builder request() throws Exception {
        String token = Files.readString(data.resolve("admin.token")).strip();
        return HttpRequest.newBuilder(uri("/api/projects/" + ai + "/settings"))
                .header("Authorization", "Bearer " + token);
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
