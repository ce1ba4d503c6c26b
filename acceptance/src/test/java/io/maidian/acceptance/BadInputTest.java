package io.maidian.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.acceptance.RawConnection.RawAnswer;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a mistaken or hostile client gets: a 4xx with a code and a sentence that tells what to
 * change, never a 5xx or a stack trace. After each, the server goes on.
 */
final class BadInputTest {
    private static final byte[] GOOD =
            UploadBody.of("Good", 1_506_069_592_985L, "a").json().getBytes(StandardCharsets.UTF_8);
    private static final int BODY_LIMIT = 4 << 20;

    @AutoClose private static MaidianProcess maidian;
    private static Api api;
    private static String ai;

    @BeforeAll
    static void start() {
        maidian = MaidianProcess.start(Product.newFolder("bad-input"));
        api = maidian.api();
        ai = api.createProject("bad input");
    }

    @AfterEach
    void aGoodUploadIsStillTaken() {
        assertThat(api.upload(ai, GOOD, Map.of()).status()).isEqualTo(200);
    }

    @Test
    void aBodyThatSaysItIsTooLargeIsRefusedBeforeItHasCome() throws IOException {
        try (RawConnection connection = new RawConnection(maidian.address())) {
            connection.write(uploadHead("Content-Length: 1000000000"));
            connection.write("[" + " ".repeat(10_000));
            assertTooLarge(connection.read());
        }
    }

    @Test
    void aTooLargeBodyIsRefusedInsteadOf100Continue() throws IOException {
        try (RawConnection connection = new RawConnection(maidian.address())) {
            connection.write(uploadHead("Content-Length: 1000000000\r\nExpect: 100-continue"));
            assertTooLarge(connection.read());
        }
        try (RawConnection connection = new RawConnection(maidian.address())) {
            connection.write(
                    uploadHead("Content-Length: " + GOOD.length + "\r\nExpect: 100-continue"));
            assertThat(connection.read().status()).isEqualTo(100);
            connection.write(GOOD);
            assertThat(connection.read().status()).isEqualTo(200);
        }
    }

    @Test
    void aBodyInChunksIsCutOffAtTheLimit() throws IOException {
        byte[] chunk =
                ("10000\r\n" + " ".repeat(0x10000) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        try (RawConnection connection = new RawConnection(maidian.address())) {
            connection.write(uploadHead("Transfer-Encoding: chunked"));
            for (int sent = 0; sent <= BODY_LIMIT; sent += 0x10000) {
                connection.write(chunk);
            }
            assertTooLarge(connection.read());
        }
    }

    @Test
    void aBodyOfExactlyTheLimitIsTaken() {
        byte[] padded = new byte[BODY_LIMIT];
        java.util.Arrays.fill(padded, (byte) ' ');
        System.arraycopy(GOOD, 0, padded, 0, GOOD.length);
        Reply reply = api.upload(ai, padded, Map.of());
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    }

    @Test
    void aSnappyBodyThatWouldGrowPastTheLimitIsRefusedUnread() {
        // The header of a raw snappy block that promises 1 GiB.
        byte[] bomb = {(byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 4, 0, 0, 0};
        assertError(api.upload(ai, bomb, Map.of("X-Compress-Codec", "2")), 413, "body.too_large");
        assertError(api.upload(ai, GOOD, Map.of("X-Compress-Codec", "2")), 400, "codec.corrupt");
    }

    @Test
    void moreThanTenThousandEventsAreRefused() {
        String event = "{\"cs1\":\"a\",\"tm\":1506069592985,\"n\":\"Many\",\"t\":\"cstm\"}";
        Reply reply = api.upload(ai, "[" + (event + ",").repeat(10_000) + event + "]");
        assertError(reply, 413, "body.too_many_events");
        assertThat(api.ask(ai, Question.realtime("Many")).total()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``|body.empty",
                "`  `|body.empty",
                "hello|body.not_json",
                "cs1=a&tm=1|body.not_json",
                "[{\"cs1\":\"a\"|body.truncated",
                "[] []|body.trailing_text",
                "\"text\"|body.not_array",
                "7|body.not_array",
                "null|body.not_array",
                "[{\"a\":[[[[[[[[1]]]]]]]]}]|body.too_deep",
            })
    void whatIsNotAnArrayOfEventsIs400(String body, String code) {
        assertError(api.upload(ai, body), 400, code);
    }

    @Test
    void jsonNestedAHundredThousandTimesIs400() {
        assertError(api.upload(ai, "[".repeat(100_000)), 400, "body.too_deep");
        assertError(api.upload(ai, "{\"a\":".repeat(100_000)), 400, "body.too_deep");
        for (String path : List.of("/api/projects", "/api/projects/" + ai + "/query")) {
            Reply reply =
                    api.send(
                            api.signed(path)
                                    .header("Content-Type", "application/json")
                                    .POST(
                                            HttpRequest.BodyPublishers.ofString(
                                                    "[".repeat(100_000))));
            assertThat(reply.status()).isEqualTo(400);
        }
    }

    @Test
    void bytesThatAreTextInNoCharsetAre400() {
        byte[] junk = new byte[64];
        java.util.Arrays.fill(junk, (byte) 0xff);
        assertThat(api.upload(ai, junk, Map.of()).status()).isEqualTo(400);
    }

    @Test
    void anUnknownCodecIs415AndStoresNothing() {
        byte[] body =
                UploadBody.of("Coded", 1_506_069_592_985L, "a")
                        .json()
                        .getBytes(StandardCharsets.UTF_8);
        assertError(api.upload(ai, body, Map.of("X-Compress-Codec", "9")), 415, "codec.unknown");
        assertError(api.upload(ai, body, Map.of("Content-Encoding", "br")), 415, "codec.unknown");
        assertThat(api.ask(ai, Question.realtime("Coded")).total()).isZero();
    }

    @Test
    void aSendingTimeThatIsNoNumberIs400() {
        Reply reply =
                api.send(
                        api.request("/v3/" + ai + "/s2s/cstm?stm=yesterday")
                                .POST(HttpRequest.BodyPublishers.ofByteArray(GOOD)));
        assertError(reply, 400, "stm.not_a_number");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nobody",
                "91d3b3a5c0e6f0ab",
                "%00",
                "%2e%2e",
                "a%2Fb",
                "x%27%3B--",
                "%E5%9F%8B"
            })
    void anUnknownProjectIs404(String unknown) {
        Reply upload = api.upload(unknown, GOOD, Map.of());
        assertThat(upload.status()).as(upload.text()).isEqualTo(404);
        assertThat(upload.string("/error/code")).isEqualTo("project.unknown");
        for (String path : List.of("/events", "/uploads", "/charts", "/live")) {
            assertError(api.get("/api/projects/" + unknown + path), 404, "project.unknown");
        }
        assertError(api.query(unknown, Question.realtime("Good")), 404, "project.unknown");
    }

    @ParameterizedTest
    @CsvSource({
        "PUT,/v3/AI/s2s/cstm,POST",
        "DELETE,/v3/AI/s2s/cstm,POST",
        "PATCH,/api/projects,'GET, POST'",
        "PUT,/api/projects/AI/query,POST",
        "POST,/api/openapi.json,GET",
        "POST,/,'GET, HEAD'",
    })
    void aWrongMethodIs405AndTheAnswerNamesTheRightOnes(
            String method, String path, String allowed) {
        Reply reply =
                api.send(
                        api.signed(path.replace("AI", ai))
                                .header("Content-Type", "application/json")
                                .method(method, HttpRequest.BodyPublishers.ofByteArray(GOOD)));
        assertError(reply, 405, "route.method_not_allowed");
        assertThat(List.of(reply.header("Allow").split(", ")))
                .containsAll(List.of(allowed.split(", ")));
    }

    @Test
    void anUnknownAddressIs404() {
        for (String path :
                List.of(
                        "/nothing",
                        "/v3",
                        "/v3/" + ai,
                        "/api/nothing",
                        "/assets/../x",
                        "/assets/%2e%2e%2fx")) {
            assertThat(api.get(path).status()).as(path).isEqualTo(404);
        }
    }

    @Test
    void aPostToTheApiMustSayThatItIsJson() {
        for (String type : List.of("", "text/plain", "application/x-www-form-urlencoded")) {
            HttpRequest.Builder request =
                    api.signed("/api/projects")
                            .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"form\"}"));
            Reply reply = api.send(type.isEmpty() ? request : request.header("Content-Type", type));
            assertError(reply, 415, "body.content_type");
        }
        assertThat(api.get("/api/projects").text()).doesNotContain("\"form\"");
    }

    @Test
    void aBodyOfTheApiThatIsTooLargeOrNotJsonIsRefused() {
        assertError(postText("/api/projects", "{"), 400, "body.not_json");
        assertError(postText("/api/projects", ""), 400, "body.not_json");
        assertError(postText("/api/projects", " ".repeat(2 << 20)), 413, "body.too_large");
        assertThat(postText("/api/projects", "[]").status()).isEqualTo(400);
    }

    @Test
    void whatIsNotHttpEndsInA4xxOrAClosedConnection() throws IOException {
        for (String bytes :
                List.of(
                        "\0\1\2\3\r\n\r\n",
                        "GET\r\n\r\n",
                        "GET /" + "a".repeat(100_000) + " HTTP/1.1\r\n\r\n",
                        "GET / HTTP/1.1\r\nX: " + "a".repeat(100_000) + "\r\n\r\n",
                        "POST /v3/"
                                + ai
                                + "/s2s/cstm HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n",
                        "POST /v3/"
                                + ai
                                + "/s2s/cstm HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n")) {
            try (RawConnection connection = new RawConnection(maidian.address())) {
                connection.write(bytes);
                assertThat(connection.read().status())
                        .as(bytes.substring(0, Math.min(bytes.length(), 60)))
                        .isBetween(400, 499);
            } catch (java.io.EOFException | java.net.SocketException closed) {
                assertThat(closed).isNotInstanceOf(java.net.ConnectException.class);
            }
        }
    }

    private static String uploadHead(String headers) {
        return "POST /v3/"
                + ai
                + "/s2s/cstm HTTP/1.1\r\nHost: localhost\r\n"
                + headers
                + "\r\n\r\n";
    }

    private static void assertTooLarge(RawAnswer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(413);
        assertThat(answer.json().requiredAt("/error/code").stringValue())
                .isEqualTo("body.too_large");
    }

    private static Reply postText(String path, String body) {
        return api.send(
                api.signed(path)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static void assertError(Reply reply, int status, String code) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(status);
        assertThat(reply.string("/error/code")).as(reply.text()).isEqualTo(code);
        assertThat(reply.string("/error/message")).isNotBlank();
    }
}
