package io.maidian.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** HTTPS with a certificate of the server's own, for clients that know only its root. */
final class HttpsTest {
    private static final Duration RENEWED_WITHIN = Duration.ofSeconds(20);

    private static Certificates certificates;
    private static SSLContext trusting;
    @AutoClose private static MaidianProcess maidian;

    @BeforeAll
    static void start() throws Exception {
        certificates = new Certificates();
        certificates.renew("first");
        trusting = certificates.trusting();
        maidian = MaidianProcess.start(Product.newFolder("https"), certificates.options());
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void uploadsAreTakenOverTls(HttpClient.Version version) throws Exception {
        try (HttpClient client = client(version)) {
            for (int i = 0; i < 3; i++) {
                HttpResponse<String> response = client.send(upload(i), text());
                assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
                assertThat(response.version()).isEqualTo(version);
                assertThat(response.body()).contains("\"accepted\":1");
            }
        }
    }

    @Test
    void theLinkSignsInWithACookieThatIsNeverSentInTheClear() throws Exception {
        assertThat(maidian.signInLink()).startsWith("https://localhost:");
        assertThat(maidian.curlLine()).contains("\"https://localhost:");
        try (HttpClient client = client(HttpClient.Version.HTTP_2)) {
            HttpRequest request =
                    HttpRequest.newBuilder(maidian.address().resolve("/api/session"))
                            .header("Content-Type", "application/json")
                            .POST(
                                    HttpRequest.BodyPublishers.ofString(
                                            "{\"code\":\"" + maidian.signInCode() + "\"}"))
                            .build();
            HttpResponse<String> response = client.send(request, text());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Set-Cookie").orElse("")).contains("; Secure");
        }
    }

    @Test
    void plainHttpGetsNothing() throws IOException {
        try (RawConnection plain = new RawConnection(maidian.address())) {
            plain.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(plain.readToEnd()).doesNotContain("HTTP/");
        }
    }

    @Test
    void theJavaSdkUploadsOverTls() throws Exception {
        int events = 200;
        List<String> trust =
                List.of(
                        "-Djavax.net.ssl.trustStore=" + certificates.trustStore(),
                        "-Djavax.net.ssl.trustStorePassword=" + Certificates.PASSWORD);
        Product.Started sender =
                SdkSender.start(maidian.address(), maidian.demoAi(), true, events, trust);
        try {
            long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            long found = 0;
            while (found < events && System.nanoTime() < end) {
                found = total(SdkSender.EVENT);
            }
            assertThat(found).as("the SDK said %s", sender.out().lines()).isEqualTo(events);
        } finally {
            sender.process().getOutputStream().close();
        }
        assertThat(Product.awaitEnd(sender).status()).isZero();
    }

    @Test
    void aRenewedCertificateIsShownWithoutARestartAndABrokenOneIsNot() throws Exception {
        Certificates own = new Certificates();
        Certificate old = own.renew("old");
        try (MaidianProcess server =
                MaidianProcess.start(Product.newFolder("renewed"), own.options())) {
            assertThat(shown(server, own)).isEqualTo(old);
            String key = Files.readString(own.keyFile());
            Certificate renewed = own.renew("renewed");
            long end = System.nanoTime() + RENEWED_WITHIN.toNanos();
            while (!shown(server, own).equals(renewed)) {
                assertThat(System.nanoTime()).as("shown in time").isLessThan(end);
            }
            Files.writeString(own.keyFile(), key);
            String message = "";
            end = System.nanoTime() + RENEWED_WITHIN.toNanos();
            while (!message.contains("not used")) {
                assertThat(System.nanoTime()).as("told in time: %s", message).isLessThan(end);
                message = tlsHealth(server, own);
            }
            assertThat(message).contains(own.keyFile() + " is not the key of");
            assertThat(shown(server, own)).isEqualTo(renewed);
        }
    }

    @Test
    void filesThatCannotBeServedEndTheStartWithOneLine() throws Exception {
        List<String> arguments = new ArrayList<>(List.of("serve", "--port", "0", "--data"));
        arguments.add(Product.newFolder("refused").toString());
        arguments.addAll(
                List.of(
                        "--tls-certificate",
                        certificates.keyFile().toString(),
                        "--tls-key",
                        certificates.certificateFile().toString()));
        Product.Ended ended = Product.run(arguments.toArray(String[]::new));
        assertThat(ended.status()).as("%s", ended).isEqualTo(2);
        assertThat(ended.said()).hasSize(1);
        assertThat(ended.said().getFirst())
                .contains(certificates.keyFile() + " holds no certificate");
    }

    private static long total(String event) throws Exception {
        try (HttpClient client = client(HttpClient.Version.HTTP_2)) {
            HttpRequest request =
                    HttpRequest.newBuilder(
                                    maidian.address()
                                            .resolve(
                                                    "/api/projects/" + maidian.demoAi() + "/query"))
                            .header("Authorization", "Bearer " + maidian.token())
                            .header("Content-Type", "application/json")
                            .POST(
                                    HttpRequest.BodyPublishers.ofString(
                                            Api.JSON.writeValueAsString(
                                                    Question.realtime(event).fields())))
                            .build();
            return Answer.of(Api.JSON.readTree(client.send(request, text()).body())).total();
        }
    }

    private static String tlsHealth(MaidianProcess server, Certificates own) throws Exception {
        try (HttpClient client = HttpClient.newBuilder().sslContext(own.trusting()).build()) {
            URI health = server.address().resolve("/health");
            HttpResponse<String> response =
                    client.send(HttpRequest.newBuilder(health).build(), text());
            assertThat(response.statusCode()).isEqualTo(200);
            JsonNode told = Api.JSON.readTree(response.body());
            return told.requiredAt("/parts/tls/message").stringValue();
        }
    }

    private static Certificate shown(MaidianProcess server, Certificates own) throws Exception {
        try (SSLSocket socket =
                (SSLSocket)
                        own.trusting()
                                .getSocketFactory()
                                .createSocket(InetAddress.getLoopbackAddress(), server.port())) {
            return socket.getSession().getPeerCertificates()[0];
        }
    }

    private static HttpClient client(HttpClient.Version version) {
        return HttpClient.newBuilder().version(version).sslContext(trusting).build();
    }

    private static HttpRequest upload(int number) {
        String path =
                "/v3/"
                        + maidian.demoAi()
                        + "/s2s/cstm?stm="
                        + (System.currentTimeMillis() + number);
        return HttpRequest.newBuilder(maidian.address().resolve(path))
                .POST(
                        HttpRequest.BodyPublishers.ofString(
                                UploadBody.of("Tls" + System.nanoTime(), 1_506_069_592_985L, "a")
                                        .json()))
                .build();
    }

    private static HttpResponse.BodyHandler<String> text() {
        return HttpResponse.BodyHandlers.ofString();
    }
}
