package io.maidian.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** nginx in front of the server, with the configuration that the guide shows. */
final class ProxyTest {
    private static final Duration STARTED_WITHIN = Duration.ofSeconds(20);
    private static final Duration TOLD_WITHIN = Duration.ofSeconds(10);

    /** The client's address, which nginx does not have itself. */
    private static final String CLIENT = "127.0.0.2";

    @AutoClose private static MaidianProcess maidian;
    private static Product.@Nullable Started nginx;
    private static SSLContext trusting;
    private static URI address;

    @BeforeAll
    static void start() throws Exception {
        maidian =
                MaidianProcess.start(
                        Product.newFolder("proxied"), List.of("--trusted-proxies", "127.0.0.1"));
        Certificates certificates = new Certificates();
        certificates.renew("proxy");
        trusting = certificates.trusting();
        int port = freePort();
        address = URI.create("https://127.0.0.1:" + port);
        nginx = startNginx(port, certificates);
        awaitAnswer(nginx);
    }

    private static Product.Started startNginx(int port, Certificates certificates)
            throws IOException {
        Path folder = Product.newFolder("nginx");
        String shown = Guide.of("docs/guide/operating.md").in("nginx");
        assertThat(Guide.of("docs/guide/operating.zh.md").in("nginx").replaceAll("\\s+#.*", ""))
                .isEqualTo(shown.replaceAll("\\s+#.*", ""));
        String here =
                shown.replace("server 127.0.0.1:8080;", "server 127.0.0.1:" + maidian.port() + ";")
                        .replace("listen 443 ", "listen 127.0.0.1:" + port + " ")
                        .replace(
                                "/etc/nginx/maidian.crt", certificates.certificateFile().toString())
                        .replace("/etc/nginx/maidian.key", certificates.keyFile().toString());
        assertThat(here).doesNotContain("8080", "443", "/etc/");
        Files.writeString(
                folder.resolve("nginx.conf"),
                """
                daemon off;
                user root;
                pid nginx.pid;
                worker_processes 1;
                events {}
                http {
                    access_log off;
                    client_body_temp_path client;
                    proxy_temp_path proxy;
                    fastcgi_temp_path fastcgi;
                    uwsgi_temp_path uwsgi;
                    scgi_temp_path scgi;
                %s
                }
                """
                        .formatted(here));
        return Product.start(
                List.of(
                        "nginx",
                        "-p",
                        folder.toString(),
                        "-e",
                        "stderr",
                        "-c",
                        folder.resolve("nginx.conf").toString()),
                Map.of());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void awaitAnswer(Product.Started started) throws Exception {
        long end = System.nanoTime() + STARTED_WITHIN.toNanos();
        while (true) {
            try (HttpClient client = client()) {
                client.send(request("/healthy-check").build(), BodyHandlers.ofString());
                return;
            } catch (IOException e) {
                if (System.nanoTime() > end || !started.process().isAlive()) {
                    throw new AssertionError("nginx said " + started.err().lines(), e);
                }
                Thread.onSpinWait();
            }
        }
    }

    @AfterAll
    static void stop() {
        if (nginx != null) {
            nginx.process().destroy();
            Product.awaitEnd(nginx);
        }
    }

    @Test
    void uploadsPassOverHttp2AndShowTheirClient() throws Exception {
        try (HttpClient client = client()) {
            String ai = maidian.api().createProject("proxied");
            String events = "[%s]".formatted(" ".repeat(4_000_000));
            HttpResponse<String> large =
                    client.send(upload(ai, events).build(), BodyHandlers.ofString());
            assertThat(large.statusCode()).as(large.body()).isEqualTo(200);
            HttpResponse<String> response =
                    client.send(
                            upload(ai, UploadBody.SEED_ONE.json())
                                    .header("X-Forwarded-For", "203.0.113.9")
                                    .build(),
                            BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
            String id = Api.JSON.readTree(response.body()).requiredAt("/request_id").stringValue();
            JsonNode raw =
                    maidian.api().get("/api/projects/" + ai + "/debugger/uploads/" + id).json();
            assertThat(raw.requiredAt("/sender/client").stringValue()).isEqualTo(CLIENT);
        }
    }

    @Test
    void aSignInThroughItGetsACookieForHttpsAlone() throws Exception {
        try (HttpClient client = client()) {
            String code = "{\"code\":\"" + maidian.signInCode() + "\"}";
            HttpResponse<String> response =
                    client.send(
                            request("/api/session")
                                    .header("Content-Type", "application/json")
                                    .POST(BodyPublishers.ofString(code))
                                    .build(),
                            BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            String cookie = response.headers().firstValue("Set-Cookie").orElse("");
            assertThat(cookie).contains("; Secure");
            String session = cookie.substring(0, cookie.indexOf(';'));
            assertThat(
                            client.send(
                                            request("/api/projects")
                                                    .header("Cookie", session)
                                                    .build(),
                                            BodyHandlers.ofString())
                                    .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void theLiveStreamPassesAtOnce() throws Exception {
        String ai = maidian.api().createProject("live");
        try (HttpClient client = client()) {
            HttpRequest follow =
                    request("/api/projects/" + ai + "/live")
                            .header("Authorization", "Bearer " + maidian.token())
                            .build();
            try (LiveStream live = LiveStream.open(client, follow)) {
                for (int i = 0; i < 3; i++) {
                    maidian.api().store(ai, UploadBody.SEED_ONE);
                    assertThat(live.awaitMove(TOLD_WITHIN)).isNotNull();
                }
            }
            client.shutdownNow();
        }
    }

    @Test
    void metricsAreNotForEverybody() throws Exception {
        try (HttpClient client = client()) {
            assertThat(
                            client.send(request("/metrics").build(), BodyHandlers.ofString())
                                    .statusCode())
                    .isEqualTo(403);
        }
    }

    private static HttpClient client() throws IOException {
        return HttpClient.newBuilder()
                .localAddress(InetAddress.ofLiteral(CLIENT))
                .sslContext(trusting)
                .connectTimeout(TOLD_WITHIN)
                .build();
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(address.resolve(path)).timeout(TOLD_WITHIN);
    }

    private static HttpRequest.Builder upload(String ai, String body) {
        return request("/v3/" + ai + "/s2s/cstm?stm=" + System.currentTimeMillis())
                .POST(BodyPublishers.ofString(body));
    }
}
