package io.maidian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maidian.config.ServerConfig;
import io.maidian.ops.Clock;
import io.maidian.tls.Issuer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** The whole server with certificates of its own, and behind a proxy that has them. */
@Timeout(60)
class HttpsTest {
    private static final String EVENT = "[{\"cs1\":\"u1\",\"tm\":1434556935000,\"n\":\"Buy\"}]";
    private static final Issuer.Validity VALID =
            Issuer.Validity.around(Instant.ofEpochMilli(Clock.SYSTEM.millis()));

    private static Issuer root;
    private static Issuer local;
    private static Issuer shop;

    @TempDir Path folder;

    private final Map<String, String> settings = new HashMap<>();
    private Server.Opened opened;

    @BeforeAll
    static void issue() {
        root = Issuer.root(VALID);
        Issuer intermediate = root.intermediate(VALID);
        local = intermediate.server("RSA", VALID, "localhost", "127.0.0.1");
        shop = intermediate.server("EC", VALID, "shop.example.com", "*.pay.example.com");
    }

    @AfterEach
    void close() {
        if (opened != null) {
            opened.server().close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP_2", "HTTP_1_1"})
    void aClientThatTrustsOnlyTheRootUploads(HttpClient.Version version) throws Exception {
        serve(local, shop);
        try (HttpClient client =
                HttpClient.newBuilder().version(version).sslContext(trusting(root)).build()) {
            HttpResponse<String> response = client.send(upload(), text());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.version()).isEqualTo(version);
            assertThat(response.body()).contains("\"accepted\":1");
            assertThat(response.headers().firstValue("strict-transport-security")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void eachNameHasItsCertificateAndOthersTheFirst(String version) throws Exception {
        serve(local, shop);
        assertThat(shown("shop.example.com", version)).isEqualTo(shop.certificate());
        assertThat(shown("Shop.Example.com", version)).isEqualTo(shop.certificate());
        assertThat(shown("a.pay.example.com", version)).isEqualTo(shop.certificate());
        assertThat(shown("localhost", version)).isEqualTo(local.certificate());
        assertThat(shown("pay.example.com", version)).isEqualTo(local.certificate());
        assertThat(shown("a.b.pay.example.com", version)).isEqualTo(local.certificate());
        assertThat(shown(null, version)).isEqualTo(local.certificate());
    }

    @Test
    void whatIsOlderThanTls12IsRefused() throws Exception {
        serve(local);
        String hello = "0302" + "00".repeat(32) + "00" + "0004c013002f" + "0100";
        int length = hello.length() / 2;
        byte[] record =
                HexFormat.of().parseHex("160301%04x01%06x%s".formatted(length + 4, length, hello));
        byte[] answer = sent(record);
        assertThat(answer).hasSize(7).startsWith(0x15).endsWith(2, 70);
    }

    @Test
    void plainHttpIsClosedWithoutAnAnswer() throws Exception {
        serve(local);
        byte[] request =
                "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        assertThat(new String(sent(request), StandardCharsets.ISO_8859_1)).doesNotContain("HTTP");
    }

    @Test
    void theLinkIsHttpsTheCookieSecureAndTheCertificateIsWatched() throws Exception {
        serve(shop, local);
        assertThat(Greeting.text("0.0.0.0", opened.welcome()))
                .contains("https://shop.example.com:" + port() + "/#/signin/")
                .contains("curl \"https://shop.example.com:" + port() + "/v3/");
        settings.clear();
        close();
        serve(local);
        try (HttpClient client = HttpClient.newBuilder().sslContext(trusting(root)).build()) {
            HttpResponse<String> response =
                    client.send(signIn("https", opened.welcome().signInCode()).build(), text());
            assertThat(response.headers().firstValue("set-cookie").orElseThrow())
                    .endsWith("; Secure");
            URI health = URI.create("https://127.0.0.1:" + port() + "/health");
            assertThat(
                            JsonMapper.shared()
                                    .readTree(
                                            client.send(
                                                            HttpRequest.newBuilder(health).build(),
                                                            text())
                                                    .body())
                                    .at("/parts/tls/message")
                                    .stringValue())
                    .startsWith("serving localhost until ");
            URI metrics = URI.create("https://127.0.0.1:" + port() + "/metrics");
            assertThat(client.send(HttpRequest.newBuilder(metrics).build(), text()).body())
                    .contains("maidian_tls_certificate_expiry_timestamp_seconds{file=");
        }
    }

    @Test
    void aTrustedProxySaysWhoTheClientIsAndThatItCameOverTls() throws Exception {
        settings.put("http.trusted-proxies", "10.0.0.0/8, 127.0.0.0/8");
        serve();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest.Builder tls =
                    signIn("http", opened.welcome().signInCode())
                            .header("X-Forwarded-Proto", "https");
            assertThat(cookie(client, tls)).endsWith("; Secure");
            for (int i = 0; i < 10; i++) {
                assertThat(failure(client, "203.0.113.7")).isEqualTo(401);
            }
            assertThat(failure(client, "203.0.113.7")).isEqualTo(429);
            assertThat(failure(client, "1.1.1.1, 203.0.113.7")).isEqualTo(429);
            assertThat(failure(client, "203.0.113.8")).isEqualTo(401);
        }
    }

    @Test
    void anyoneElseIsNotBelieved() throws Exception {
        settings.put("http.trusted-proxies", "10.0.0.0/8");
        serve();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest.Builder claimed =
                    signIn("http", opened.welcome().signInCode())
                            .header("X-Forwarded-Proto", "https");
            assertThat(cookie(client, claimed)).doesNotContain("Secure");
            for (int i = 0; i < 10; i++) {
                assertThat(failure(client, "203.0.113." + i)).isEqualTo(401);
            }
            assertThat(failure(client, "203.0.113.20")).isEqualTo(429);
        }
    }

    @Test
    void aKeyOfAnotherCertificateIsRefusedInOneLine() throws Exception {
        Path certificate = Files.writeString(folder.resolve("a.pem"), local.chainPem());
        Path key = Files.writeString(folder.resolve("a.key"), shop.keyPem());
        settings.put("tls.certificate", certificate.toString());
        settings.put("tls.key", key.toString());
        assertThatThrownBy(this::open)
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith(key + " is not the key")
                .message()
                .doesNotContain("\n");
        Files.writeString(key, local.keyPem());
        open();
    }

    private void serve(Issuer... servers) throws Exception {
        List<String> certificates = new ArrayList<>();
        List<String> keys = new ArrayList<>();
        for (Issuer server : servers) {
            String name = "server" + certificates.size();
            Path certificate = folder.resolve(name + ".pem");
            Path key = folder.resolve(name + ".key");
            certificates.add(Files.writeString(certificate, server.chainPem()).toString());
            keys.add(Files.writeString(key, server.keyPem()).toString());
        }
        settings.put("tls.certificate", String.join(", ", certificates));
        settings.put("tls.key", String.join(", ", keys));
        open();
    }

    private void open() throws Exception {
        settings.put("data", folder.resolve("data").toString());
        settings.put("http.port", "0");
        opened = Server.open(ServerConfig.load(null, Map.of(), settings), Clock.SYSTEM);
    }

    private int port() {
        return opened.welcome().port();
    }

    private HttpRequest upload() {
        String path = "/v3/" + opened.welcome().project().ai() + "/s2s/cstm";
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port() + path))
                .POST(HttpRequest.BodyPublishers.ofString(EVENT))
                .build();
    }

    private HttpRequest.Builder signIn(String scheme, String code) {
        return HttpRequest.newBuilder(
                        URI.create(scheme + "://127.0.0.1:" + port() + "/api/session"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"code\":\"" + code + "\"}"));
    }

    private int failure(HttpClient client, String forwardedFor) throws Exception {
        HttpRequest request =
                signIn("http", "wrong").header("X-Forwarded-For", forwardedFor).build();
        return client.send(request, text()).statusCode();
    }

    private static String cookie(HttpClient client, HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), text())
                .headers()
                .firstValue("set-cookie")
                .orElseThrow();
    }

    private static HttpResponse.BodyHandler<String> text() {
        return HttpResponse.BodyHandlers.ofString();
    }

    /** All that comes back for these bytes until the server closes. */
    private byte[] sent(byte[] bytes) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.getOutputStream().write(bytes);
            return socket.getInputStream().readAllBytes();
        }
    }

    /** The certificate that is shown to a client that asks for this host. */
    private X509Certificate shown(String host, String version) throws Exception {
        try (SSLSocket socket =
                (SSLSocket)
                        trusting(root)
                                .getSocketFactory()
                                .createSocket(InetAddress.getLoopbackAddress(), port())) {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setProtocols(new String[] {version});
            parameters.setServerNames(host == null ? List.of() : List.of(new SNIHostName(host)));
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    private static SSLContext trusting(Issuer root) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry("root", root.certificate());
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
