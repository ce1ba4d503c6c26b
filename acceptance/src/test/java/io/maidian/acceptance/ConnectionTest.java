package io.maidian.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.acceptance.RawConnection.RawAnswer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How uploads share a connection; over TLS: {@link HttpsTest}. */
final class ConnectionTest {
    private static final int UPLOADS = 200;
    private static final int PIPELINED = 50;
    private static final long NOW = System.currentTimeMillis();

    @AutoClose private static MaidianProcess maidian;

    @BeforeAll
    static void start() {
        maidian = MaidianProcess.start(Product.newFolder("connections"));
    }

    @Test
    void aConnectionIsUsedAgain() throws IOException {
        String ai = maidian.api().createProject("keep-alive");
        try (RawConnection connection = new RawConnection(maidian.address())) {
            for (int i = 0; i < UPLOADS; i++) {
                connection.post(path(ai, i), body(i));
                assertThat(connection.read().json().get("accepted").intValue())
                        .isEqualTo(1 + i % 3);
            }
        }
        assertStored(ai);
    }

    @Test
    void pipelinedUploadsAreAnsweredInTheirOrder() throws IOException {
        String ai = maidian.api().createProject("pipelined");
        try (RawConnection connection = new RawConnection(maidian.address())) {
            for (int from = 0; from < UPLOADS; from += PIPELINED) {
                connection.write(pipelined(ai, from));
                for (int i = from; i < from + PIPELINED; i++) {
                    RawAnswer answer = connection.read();
                    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
                    assertThat(answer.json().get("accepted").intValue()).isEqualTo(1 + i % 3);
                    assertThat(connection.read().text()).isEqualTo("OK");
                }
            }
        }
        assertStored(ai);
    }

    /** Uploads with another request behind each: together below what a connection may hold. */
    private static byte[] pipelined(String ai, int from) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = from; i < from + PIPELINED; i++) {
            byte[] body = body(i);
            String head =
                    "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n"
                            .formatted(path(ai, i), body.length);
            all.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
            all.writeBytes(body);
            all.writeBytes(
                    "GET /healthy-check HTTP/1.1\r\nHost: x\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
        }
        return all.toByteArray();
    }

    @Test
    void http2WithoutTlsCarriesManyUploadsAtOnce() {
        String ai = maidian.api().createProject("h2c");
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            // The first one upgrades; the others share its connection.
            HttpResponse<String> first = post(client, ai, 0).join();
            assertThat(first.version()).isEqualTo(HttpClient.Version.HTTP_2);
            List<CompletableFuture<HttpResponse<String>>> others = new ArrayList<>();
            for (int from = 1; from < UPLOADS; from += 50) {
                for (int i = from; i < Math.min(UPLOADS, from + 50); i++) {
                    others.add(post(client, ai, i));
                }
                CompletableFuture.allOf(others.toArray(CompletableFuture<?>[]::new)).join();
            }
            for (CompletableFuture<HttpResponse<String>> other : others) {
                assertThat(other.join().statusCode()).as(other.join().body()).isEqualTo(200);
                assertThat(other.join().version()).isEqualTo(HttpClient.Version.HTTP_2);
            }
        }
        assertStored(ai);
    }

    private static CompletableFuture<HttpResponse<String>> post(
            HttpClient client, String ai, int number) {
        HttpRequest request =
                HttpRequest.newBuilder(maidian.address().resolve(path(ai, number)))
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body(number)))
                        .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    private static String path(String ai, int number) {
        return "/v3/" + ai + "/s2s/cstm?stm=" + (NOW + number);
    }

    private static byte[] body(int number) {
        String[] users = new String[1 + number % 3];
        for (int i = 0; i < users.length; i++) {
            users[i] = "user-" + number + "-" + i;
        }
        return UploadBody.of("Shared", 1_506_069_592_985L, users)
                .json()
                .getBytes(StandardCharsets.UTF_8);
    }

    private static void assertStored(String ai) {
        long events = 0;
        for (int i = 0; i < UPLOADS; i++) {
            events += 1 + i % 3;
        }
        Question shared = Question.realtime("Shared");
        assertThat(maidian.api().awaitTotal(ai, shared, events).total()).isEqualTo(events);
        assertThat(maidian.api().ask(ai, shared.users()).total()).isEqualTo(events);
    }
}
