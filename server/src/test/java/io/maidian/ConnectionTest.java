package io.maidian;

import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.config.ServerConfig;
import io.maidian.ops.Clock;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How uploads share a connection: keep-alive, pipelining, HTTP/2 without TLS. */
@Timeout(60)
class ConnectionTest {
    private static final String EVENT = "[{\"cs1\":\"u1\",\"tm\":1434556935000,\"n\":\"Buy\"}]";

    @TempDir Path data;

    private Server.Opened opened;
    private int port;
    private String upload;

    @BeforeEach
    void open() throws Exception {
        ServerConfig config =
                ServerConfig.load(
                        null, Map.of(), Map.of("data", data.toString(), "http.port", "0"));
        opened = Server.open(config, Clock.SYSTEM);
        port = opened.welcome().port();
        upload = "/v3/" + opened.welcome().project().ai() + "/s2s/cstm";
    }

    @AfterEach
    void close() {
        opened.server().close();
    }

    @Test
    void aConnectionIsUsedAgain() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (int i = 0; i < 20; i++) {
                socket.getOutputStream().write(post(EVENT));
                assertThat(answer(in)).startsWith("HTTP/1.1 200").contains("\"accepted\":1");
            }
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInTheirOrder() throws Exception {
        StringBuilder requests = new StringBuilder();
        for (int events = 0; events < 50; events++) {
            String body = "[" + "{},".repeat(events) + EVENT.substring(1);
            requests.append(new String(post(body), StandardCharsets.ISO_8859_1));
            requests.append("GET ")
                    .append(upload)
                    .append("?data=%5B%5D HTTP/1.1\r\nHost: localhost\r\n\r\n");
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            byte[] all = requests.toString().getBytes(StandardCharsets.ISO_8859_1);
            socket.getOutputStream().write(all);
            for (int events = 0; events < 50; events++) {
                assertThat(answer(in))
                        .startsWith("HTTP/1.1 200")
                        .contains("\"received\":" + (events + 1) + ",");
                assertThat(answer(in)).startsWith("HTTP/1.1 200").contains("\"received\":0,");
            }
            socket.getOutputStream().write(post(EVENT));
            assertThat(answer(in)).contains("\"accepted\":1");
        }
    }

    @Test
    void aClientMayUpgradeToHttp2() throws Exception {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + upload))
                            .POST(HttpRequest.BodyPublishers.ofString(EVENT))
                            .build();
            for (int i = 0; i < 3; i++) {
                HttpResponse<String> response =
                        client.send(request, HttpResponse.BodyHandlers.ofString());
                assertThat(response.statusCode()).isEqualTo(200);
                assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
                assertThat(response.body()).contains("\"accepted\":1");
            }
        }
    }

    @Test
    void aClientMayBeginWithHttp2() throws Exception {
        Answer answer = http2(HttpMethod.POST, upload, Buffer.buffer(EVENT));
        assertThat(answer.version()).isEqualTo(HttpVersion.HTTP_2);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).contains("\"accepted\":1");
    }

    @Test
    void overHttp2TooMuchIsToldToo() throws Exception {
        Answer body = http2(HttpMethod.POST, upload, Buffer.buffer(new byte[5 << 20]));
        assertThat(body.status()).isEqualTo(413);
        assertThat(body.body()).contains("body.too_large");
    }

    @Test
    void overHttp2TheQueryMayBeAsLong() throws Exception {
        String path = upload + "?data=%5B" + "%20".repeat(21_000) + "%5D";
        assertThat(http2(HttpMethod.GET, path, Buffer.buffer()).status()).isEqualTo(200);
    }

    private record Answer(HttpVersion version, int status, String body) {}

    private Answer http2(HttpMethod method, String path, Buffer body) throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            HttpClientAgent client =
                    vertx.createHttpClient(
                            new HttpClientOptions()
                                    .setProtocolVersion(HttpVersion.HTTP_2)
                                    .setHttp2ClearTextUpgrade(false));
            return client.request(method, port, "127.0.0.1", path)
                    .compose(request -> request.send(body))
                    .compose(ConnectionTest::read)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        }
    }

    private static io.vertx.core.Future<Answer> read(HttpClientResponse response) {
        return response.body()
                .map(body ->
                        new Answer(response.version(), response.statusCode(), body.toString()));
    }

    private byte[] post(String body) {
        return ("POST "
                        + upload
                        + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                        + body.length()
                        + "\r\n\r\n"
                        + body)
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Reads one answer, by its length. */
    private static String answer(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("closed after: " + head);
            }
            head.append((char) next);
        }
        String lower = head.toString().toLowerCase(Locale.ROOT);
        int at = lower.indexOf("content-length:") + "content-length:".length();
        int length = Integer.parseInt(lower.substring(at, lower.indexOf("\r\n", at)).strip());
        return head + new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }
}
