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

/** What became of one upload, asked of the whole server by its request id. */
class UploadLookupTest {
    private static final String MIXED =
            """
            [{"cs1":"u1","tm":1434556935000,"t":"cstm","n":" Buy ","num":2,"u":"v","id":"i-1","var":{"a":"x","b":0.1}},
             {"cs1":"a:b","tm":1434556935000,"t":"cstm","n":"Buy"},
             {"cs1":"u1","tm":1434556935000,"t":"cstm","n":"Pay"}]\
            """;

    @TempDir Path data;

    private final HttpClient client = HttpClient.newHttpClient();
    private final long stm = Clock.SYSTEM.millis();
    private Server.Opened opened;

    @BeforeEach
    void open() throws Exception {
        ServerConfig config =
                ServerConfig.load(
                        null, Map.of(), Map.of("data", data.toString(), "http.port", "0"));
        opened = Server.open(config, Clock.SYSTEM);
    }

    @AfterEach
    void close() {
        opened.server().close();
        client.close();
    }

    @Test
    void anUploadIsFoundAtOnceWithTheFateOfEachEvent() throws Exception {
        long before = Clock.SYSTEM.millis();
        String id = upload(ai(), MIXED + " ".repeat(5)).get("request_id").stringValue();

        HttpResponse<String> response = look(ai(), id);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonNode found = json(response);
        assertThat(found.get("request_id").stringValue()).isEqualTo(id);
        assertThat(found.get("time").longValue()).isBetween(before, Clock.SYSTEM.millis());
        assertThat(found.get("stm").longValue()).isEqualTo(stm);
        assertThat(counts(found)).isEqualTo("3 2 0 1 1");
        assertThat(found.get("more").booleanValue()).isFalse();
        JsonNode warned = found.at("/events/0");
        assertThat(warned.get("outcome").stringValue()).isEqualTo("warned");
        assertThat(warned.get("key").stringValue()).isEqualTo("Buy");
        assertThat(warned.get("id").stringValue()).isEqualTo("i-1");
        assertThat(warned.get("visit_user").stringValue()).isEqualTo("v");
        assertThat(warned.get("num").longValue()).isEqualTo(2);
        assertThat(warned.get("client_time").longValue()).isEqualTo(1434556935000L);
        assertThat(warned.get("variables").toString()).isEqualTo("{\"a\":\"x\",\"b\":0.1}");
        assertThat(warned.at("/results/0/code").stringValue()).isEqualTo("n.trimmed");
        JsonNode rejected = found.at("/events/1");
        assertThat(rejected.get("outcome").stringValue()).isEqualTo("rejected");
        assertThat(rejected.get("raw").stringValue()).startsWith("{\"cs1\":\"a:b\"");
        assertThat(rejected.at("/results/0/pointer").stringValue()).isEqualTo("/1/cs1");
        assertThat(rejected.at("/results/0/message").stringValue()).contains("colon");
        assertThat(found.at("/events/2/outcome").stringValue()).isEqualTo("accepted");
    }

    @Test
    void aLargeUploadIsShownInPages() throws Exception {
        String event = "{\"cs1\":\"u\",\"tm\":1434556935000,\"t\":\"cstm\",\"n\":\"Buy\"},";
        String id = upload(ai(), "[" + event.repeat(6) + "{}]").get("request_id").stringValue();

        JsonNode page = json(look(ai(), id + "?from=2&limit=3"));
        assertThat(page.get("events")).hasSize(3);
        assertThat(page.at("/events/0/index").intValue()).isEqualTo(2);
        assertThat(page.get("more").booleanValue()).isTrue();
        assertThat(counts(page)).isEqualTo("7 6 0 1 0");
        JsonNode last = json(look(ai(), id + "?from=5&limit=3"));
        assertThat(last.get("events")).hasSize(2);
        assertThat(last.get("more").booleanValue()).isFalse();
        assertThat(json(look(ai(), id + "?from=7")).get("events")).isEmpty();
        for (String query : new String[] {"?from=-1", "?limit=0", "?limit=1001", "?from=x"}) {
            assertThat(look(ai(), id + query).statusCode()).as(query).isEqualTo(400);
        }
    }

    @Test
    void anIdThatNoUploadOfTheProjectHasIsUnknown() throws Exception {
        String id = upload(ai(), MIXED).get("request_id").stringValue();
        HttpResponse<String> created =
                send(
                        authorized("/api/projects")
                                .header("Content-Type", "application/json")
                                .POST(
                                        BodyPublishers.ofString(
                                                "{\"name\":\"other\",\"timezone\":\"UTC\"}")));
        String other = json(created).get("ai").stringValue();
        char last = id.charAt(25);
        for (String wrong :
                new String[] {
                    "x",
                    "8ZZZZZZZZZZZZZZZZZZZZZZZZZ",
                    "7ZZZZZZZZZZZZZZZZZZZZZZZZZ",
                    "0000000000000000000000000Z",
                    "00000000000000000000010000",
                    id.substring(1) + "0",
                    id.substring(0, 25) + (last == '0' ? '1' : '0'),
                    "1" + id.substring(1)
                }) {
            assertUnknown(look(ai(), wrong));
        }
        assertUnknown(look(other, id));
        assertThat(look("nobody", id).statusCode()).isEqualTo(404);
        assertThat(send(request("/api/projects/" + ai() + "/uploads/" + id)).statusCode())
                .isEqualTo(401);
        assertThat(look(ai(), id).statusCode()).isEqualTo(200);
    }

    @Test
    void theListSaysWhereItCutALongText() throws Exception {
        String body = "[{\"x\":\"" + "y".repeat(5_000) + "\"},{\"x\":\"short\"}]";
        upload(ai(), body);
        JsonNode uploads = list();
        while (uploads.isEmpty()) {
            Thread.onSpinWait();
            uploads = list();
        }
        JsonNode cut = uploads.at("/0/events/0");
        assertThat(cut.get("raw_truncated").booleanValue()).isTrue();
        assertThat(cut.get("raw").stringValue()).hasSize(2_000);
        assertThat(uploads.at("/0/events/1").has("raw_truncated")).isFalse();
    }

    private JsonNode list() throws Exception {
        return json(send(authorized("/api/projects/" + ai() + "/uploads").GET()));
    }

    private static void assertUnknown(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(404);
        assertThat(json(response).at("/error/code").stringValue()).isEqualTo("upload.unknown");
    }

    private static String counts(JsonNode upload) {
        return upload.get("received")
                + " "
                + upload.get("accepted")
                + " "
                + upload.get("duplicate")
                + " "
                + upload.get("rejected")
                + " "
                + upload.get("warned");
    }

    private String ai() {
        return opened.welcome().project().ai();
    }

    private JsonNode upload(String ai, String body) throws Exception {
        HttpRequest.Builder request = request("/v3/" + ai + "/s2s/cstm?stm=" + stm);
        return json(send(request.POST(BodyPublishers.ofString(body))));
    }

    private HttpResponse<String> look(String ai, String id) throws Exception {
        return send(authorized("/api/projects/" + ai + "/uploads/" + id));
    }

    private HttpRequest.Builder authorized(String path) throws Exception {
        String token = Files.readString(data.resolve("admin.token")).strip();
        return request(path).header("Authorization", "Bearer " + token);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + opened.welcome().port() + path));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> response) {
        return JsonMapper.shared().readTree(response.body());
    }
}
