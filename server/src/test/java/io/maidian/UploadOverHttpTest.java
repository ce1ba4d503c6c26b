package io.maidian;

import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.config.ServerConfig;
import io.maidian.ops.Clock;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Uploads by GET and by an image, and from pages of other sites, against the whole server. */
class UploadOverHttpTest {
    private static final String EVENT = "[{\"cs1\":\"u 1\",\"tm\":1434556935000,\"n\":\"%s\"}]";

    @TempDir Path data;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Server.Opened opened;
    private String upload;

    @BeforeEach
    void open() throws Exception {
        ServerConfig config =
                ServerConfig.load(
                        null, Map.of(), Map.of("data", data.toString(), "http.port", "0"));
        opened = Server.open(config, Clock.SYSTEM);
        upload = "/v3/" + opened.welcome().project().ai() + "/s2s/cstm";
    }

    @AfterEach
    void close() {
        opened.server().close();
        client.close();
    }

    @Test
    void anUploadByGetIsAnsweredAsAPost() throws Exception {
        HttpResponse<String> stored = get(upload + "?stm=1795431440&data=" + encoded("苹果"));
        assertThat(stored.statusCode()).isEqualTo(200);
        assertThat(stored.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(json(stored).at("/accepted").intValue()).isEqualTo(1);
        assertThat(json(get(upload + "/?data=[{}]")).at("/error/code").stringValue())
                .isEqualTo("events.all_rejected");
        assertThat(get("/v3/nobody/s2s/cstm?data=[]").statusCode()).isEqualTo(404);
        assertThat(get(upload + "?stm=x&data=[]").statusCode()).isEqualTo(400);
        assertThat(seen()).containsPattern("\"key\":\"苹果\"");
    }

    @Test
    void dataMayBeInGbk() throws Exception {
        String gbk = URLEncoder.encode(EVENT.formatted("苹果"), Charset.forName("GBK"));
        assertThat(get(upload + "?data=" + gbk).statusCode()).isEqualTo(200);
        assertThat(seen()).contains("苹果");
    }

    @Test
    void aGetWithoutDataIsRefused() throws Exception {
        for (String query : new String[] {"", "?stm=1795431440000", "?data", "?data=", "?data=+"}) {
            HttpResponse<String> response = get(upload + query);
            assertThat(response.statusCode()).as(query).isEqualTo(400);
            assertThat(json(response).at("/error/code").stringValue()).isEqualTo("body.empty");
        }
    }

    @Test
    void aLongRequestLineIsTakenUpToItsLimitAndToldBeyond() throws Exception {
        String fits = upload + "?data=[" + "%20".repeat(21_000) + "]";
        assertThat(fits.length()).isGreaterThan(63_000);
        assertThat(get(fits).statusCode()).isEqualTo(200);
        HttpResponse<String> beyond = get(upload + "?data=[" + "%20".repeat(22_000) + "]");
        assertThat(beyond.statusCode()).isEqualTo(414);
        assertThat(json(beyond).at("/error/code").stringValue()).isEqualTo("request.line_too_long");
    }

    @Test
    void anImageIsAnsweredWhateverComesOfTheUpload() throws Exception {
        String image = upload + ".gif";
        for (String path :
                new String[] {
                    image + "?data=" + encoded("Opened"),
                    image + "?data=" + encoded("Opened") + "&stm=x",
                    image + "?data=[",
                    image,
                    "/v3/nobody/s2s/cstm.gif?data=[]"
                }) {
            HttpResponse<byte[]> response =
                    client.send(request(path).build(), BodyHandlers.ofByteArray());
            assertThat(response.statusCode()).as(path).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type")).contains("image/gif");
            assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
            byte[] body = response.body();
            assertThat(new String(body, 0, 6, StandardCharsets.US_ASCII)).isEqualTo("GIF89a");
            assertThat(body[6] | (body[7] << 8)).isEqualTo(1);
            assertThat(body[8] | (body[9] << 8)).isEqualTo(1);
            assertThat(body[body.length - 1]).isEqualTo((byte) ';');
        }
        assertThat(seen()).containsOnlyOnce("\"key\":\"Opened\"").contains("stm.not_a_number");
    }

    @Test
    void aPageOfAnotherSiteMayUploadAndReadTheAnswer() throws Exception {
        HttpResponse<String> asked =
                send(
                        request(upload + "?stm=1")
                                .method("OPTIONS", BodyPublishers.noBody())
                                .header("Origin", "https://shop.example")
                                .header("Access-Control-Request-Method", "POST")
                                .header("Access-Control-Request-Headers", "content-type"));
        assertThat(asked.statusCode()).isEqualTo(204);
        assertThat(asked.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
        assertThat(asked.headers().firstValue("Access-Control-Allow-Methods"))
                .contains("GET, POST");
        assertThat(asked.headers().firstValue("Access-Control-Allow-Headers").orElseThrow())
                .contains("Content-Type", "Content-Encoding", "X-Compress-Codec");
        assertThat(asked.headers().firstValue("Access-Control-Max-Age")).contains("86400");
        assertThat(asked.headers().firstValue("Access-Control-Allow-Credentials")).isEmpty();
        for (String body : new String[] {EVENT.formatted("Buy"), "["}) {
            HttpResponse<String> posted =
                    send(
                            request(upload)
                                    .header("Origin", "null")
                                    .POST(BodyPublishers.ofString(body)));
            assertThat(posted.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
        }
    }

    @Test
    void theApiIsNotOpenToPagesOfOtherSites() throws Exception {
        for (String path : new String[] {"/", "/api/projects", "/api/openapi.json", "/metrics"}) {
            HttpRequest.Builder request = request(path).header("Origin", "https://shop.example");
            assertThat(send(request).headers().map().keySet())
                    .noneMatch(name -> name.startsWith("access-control"));
            HttpResponse<String> asked = send(request.method("OPTIONS", BodyPublishers.noBody()));
            assertThat(asked.statusCode()).isEqualTo(405);
            assertThat(asked.headers().map().keySet())
                    .noneMatch(name -> name.startsWith("access-control"));
        }
    }

    private String encoded(String event) {
        return URLEncoder.encode(EVENT.formatted(event), StandardCharsets.UTF_8);
    }

    /** The latest uploads, as the console shows them, when it shows all that was sent. */
    private String seen() throws Exception {
        String path = "/api/projects/" + opened.welcome().project().ai() + "/uploads";
        String token = Files.readString(data.resolve("admin.token")).strip();
        String last = EVENT.formatted("LastOfAll");
        send(request(upload).POST(BodyPublishers.ofString(last)));
        long deadline = System.nanoTime() + 10_000_000_000L;
        String seen = "";
        while (!seen.contains("LastOfAll") && System.nanoTime() < deadline) {
            seen = send(request(path).header("Authorization", "Bearer " + token)).body();
        }
        return seen;
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(request(path));
    }

    private HttpRequest.Builder request(String path) {
        String quoted = path.replace("[", "%5B").replace("]", "%5D").replace("{", "%7B");
        return HttpRequest.newBuilder(
                URI.create(
                        "http://127.0.0.1:"
                                + opened.welcome().port()
                                + quoted.replace("}", "%7D")));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> response) {
        return JsonMapper.shared().readTree(response.body());
    }
}
