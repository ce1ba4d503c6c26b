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
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What was uploaded is exported, asked of the whole server. */
class EventExportTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    @TempDir Path data;

    private final HttpClient client = HttpClient.newHttpClient();
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

    private HttpResponse<String> send(String path, HttpRequest.Builder request) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + opened.welcome().port() + path);
        return client.send(request.uri(uri).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws Exception {
        String token = Files.readString(data.resolve("admin.token")).strip();
        return send(
                path, HttpRequest.newBuilder().header("Authorization", "Bearer " + token).GET());
    }

    private void upload(String body) throws Exception {
        HttpResponse<String> stored =
                send(
                        "/v3/" + ai + "/s2s/cstm",
                        HttpRequest.newBuilder().POST(BodyPublishers.ofString(body)));
        assertThat(stored.statusCode()).as(stored.body()).isEqualTo(200);
    }

    /** Once the store has all that was uploaded. */
    private HttpResponse<String> export(String event, String query) throws Exception {
        long lag = 1;
        while (lag > 0) {
            lag = JSON.readTree(get("/api/indexing").body()).get("lag_bytes").longValue();
        }
        return get("/api/projects/" + ai + "/events/" + event + "/export" + query);
    }

    @Test
    void numbersComeOutAsTheyWentIn() throws Exception {
        upload(
                """
                [{"cs1":"u","tm":1434556935000,"t":"cstm","n":"买/卖","u":"v","id":"i","num":1.10,
                  "var":{"max":9223372036854775807,"min":-9223372036854775808,"odd":9007199254740993,
                         "tenth":0.1,"whole":3.0,"text":"007"}}]\
                """);
        HttpResponse<String> export = export("%E4%B9%B0%2F%E5%8D%96", "");
        assertThat(export.statusCode()).as(export.body()).isEqualTo(200);
        assertThat(export.headers().firstValue("Content-Type"))
                .contains("application/x-ndjson; charset=utf-8");
        assertThat(export.headers().firstValue("Content-Disposition"))
                .contains("attachment; filename=\"events-___-" + ai + ".ndjson\"");
        assertThat(export.body())
                .contains("\"key\":\"买/卖\",\"user\":\"u\",\"visit_user\":\"v\",\"id\":\"i\"")
                .contains("\"event_time\":1434556935000,\"client_time\":1434556935000")
                .contains("\"num\":1.1,")
                .contains("\"max\":9223372036854775807")
                .contains("\"min\":-9223372036854775808")
                .contains("\"odd\":9007199254740993")
                .contains("\"tenth\":0.1")
                .contains("\"whole\":3")
                .doesNotContain("3.0")
                .contains("\"text\":\"007\"");
    }

    @Test
    void anExportOfManyPagesHoldsEachEventOnce() throws Exception {
        int events = 3_500;
        for (int from = 0; from < events; from += 500) {
            StringBuilder body = new StringBuilder();
            for (int i = from; i < from + 500; i++) {
                body.append(i == from ? "[" : ",")
                        .append(
                                "{\"cs1\":\"u\",\"tm\":1,\"n\":\"many\",\"var\":{\"i\":"
                                        + i
                                        + "}}");
            }
            upload(body.append(']').toString());
        }
        Set<Integer> found = new HashSet<>();
        for (String line : export("many", "").body().lines().toList()) {
            JsonNode event = JSON.readTree(line);
            assertThat(found.add(event.at("/variables/i").intValue())).isTrue();
        }
        assertThat(found).hasSize(events);
        assertThat(export("many", "?format=csv").body().lines()).hasSize(events + 1);
        assertThat(export("many", "?time=received&to=1000").body()).isEmpty();
        assertThat(export("unknown", "").body()).isEmpty();
    }

    @Test
    void aWrongQuestionIsToldWhatToAsk() throws Exception {
        assertThat(export("e", "?from=2&to=2").statusCode()).isEqualTo(400);
        assertThat(export("e", "?from=yesterday").statusCode()).isEqualTo(400);
        assertThat(export("e", "?format=xls").body()).contains("ndjson, csv");
        assertThat(export("e", "?time=sent").body()).contains("event, received");
        assertThat(get("/api/projects/nobody/events/e/export").statusCode()).isEqualTo(404);
        assertThat(
                        send(
                                        "/api/projects/" + ai + "/events/e/export",
                                        HttpRequest.newBuilder().GET())
                                .statusCode())
                .isEqualTo(401);
    }
}
