package io.maidian.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who gets in: uploads need only the project's id, all else the operator's session or token. */
final class AccessTest {
    @AutoClose private static MaidianProcess maidian;
    private static Api api;

    @BeforeAll
    static void start() {
        maidian = MaidianProcess.start(Product.newFolder("access"));
        api = maidian.api();
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/api/session",
        "GET,/api/projects",
        "POST,/api/projects",
        "GET,/api/projects/AI/events",
        "POST,/api/projects/AI/events",
        "GET,/api/projects/AI/uploads",
        "GET,/api/projects/AI/live",
        "POST,/api/projects/AI/query",
        "GET,/api/projects/AI/charts",
        "POST,/api/projects/AI/charts",
        "GET,/api/projects/unknown/events",
    })
    void withoutASessionOrTokenTheApiIs401(String method, String path) {
        String address = path.replace("AI", maidian.demoAi());
        for (String authorization :
                List.of("", "Bearer ", "Bearer wrong", "Basic " + maidian.token())) {
            HttpRequest.Builder request =
                    api.request(address)
                            .header("Content-Type", "application/json")
                            .method(
                                    method,
                                    HttpRequest.BodyPublishers.ofString(
                                            method.equals("GET") ? "" : "{}"));
            Reply reply =
                    api.send(
                            authorization.isEmpty()
                                    ? request
                                    : request.header("Authorization", authorization));
            assertThat(reply.status()).as("%s with %s", path, authorization).isEqualTo(401);
            assertThat(reply.string("/error/code")).isEqualTo("access.not_signed_in");
        }
    }

    @Test
    void whatNeedsNoSessionGivesNothingAway() {
        for (String path :
                List.of("/", "/healthy-check", "/health", "/metrics", "/api/openapi.json")) {
            Reply reply = api.send(api.request(path).GET());
            assertThat(reply.status()).as(path).isEqualTo(200);
            assertThat(reply.text()).as(path).doesNotContain(maidian.token(), maidian.demoAi());
        }
        assertThat(api.send(api.request("/health").GET()).json().get("ready").booleanValue())
                .isTrue();
    }

    @Test
    void thePrintedLinksCodeSignsInOnce() {
        Reply first = signIn(Map.of("code", maidian.signInCode()));
        assertThat(first.status()).as(first.text()).isEqualTo(200);
        String cookie = first.header("Set-Cookie");
        assertThat(cookie).startsWith("maidian_session=").contains("HttpOnly", "SameSite=Strict");
        String session = cookie.substring(0, cookie.indexOf(';'));
        assertThat(api.send(api.request("/api/projects").header("Cookie", session).GET()).status())
                .isEqualTo(200);

        Reply second = signIn(Map.of("code", maidian.signInCode()));
        assertThat(second.status()).isEqualTo(401);
        assertThat(second.header("Set-Cookie")).isEmpty();

        Reply out = api.send(api.request("/api/session").header("Cookie", session).DELETE());
        assertThat(out.status()).isEqualTo(204);
        assertThat(api.send(api.request("/api/projects").header("Cookie", session).GET()).status())
                .isEqualTo(401);
    }

    @Test
    void theOperatorsTokenSignsInAndAWrongOneDoesNot() {
        assertThat(signIn(Map.of("token", maidian.token())).status()).isEqualTo(200);
        for (Map<String, Object> wrong :
                List.<Map<String, Object>>of(
                        Map.of("token", "wrong"),
                        Map.of("token", ""),
                        Map.of("code", "wrong"),
                        Map.of("code", ""))) {
            Reply reply = signIn(wrong);
            assertThat(reply.status()).as("%s: %s", wrong, reply.text()).isBetween(400, 401);
            assertThat(reply.header("Set-Cookie")).isEmpty();
        }
        assertThat(signIn(Map.of()).status()).isBetween(400, 401);
    }

    @Test
    void guessingIsSlowedDownAndNeverLocksTheOperatorOut() {
        try (MaidianProcess guessed = MaidianProcess.start(Product.newFolder("guessed"))) {
            Reply last = signIn(guessed.api(), Map.of("token", "guess"));
            for (int i = 1; i < 30 && last.status() == 401; i++) {
                last = signIn(guessed.api(), Map.of("token", "guess " + i));
            }
            assertThat(last.status()).as(last.text()).isEqualTo(429);
            assertThat(signIn(guessed.api(), Map.of("token", guessed.token())).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void theTokenIsForItsOwnerOnlyAndStaysTheSame() throws IOException {
        try (MaidianProcess other = MaidianProcess.start(Product.newFolder("token"))) {
            assertThat(
                            PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(
                                            other.data().resolve("admin.token"))))
                    .isEqualTo("rw-------");
            assertThat(other.token()).hasSizeGreaterThanOrEqualTo(20);
            assertThat(String.join("\n", other.printed())).doesNotContain(other.token());
            String token = other.token();
            other.terminate();
            try (MaidianProcess again = MaidianProcess.start(other.data())) {
                assertThat(again.token()).isEqualTo(token).isNotEqualTo(maidian.token());
                assertThat(again.demoAi()).isEqualTo(other.demoAi());
                assertThat(again.signInCode()).isNotEqualTo(other.signInCode());
            }
        }
    }

    @Test
    void onlyTheLoopbackAddressIsServedUnlessToldOtherwise() throws IOException {
        List<InetAddress> others = new ArrayList<>(List.of(InetAddress.ofLiteral("127.0.0.2")));
        for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            others.addAll(Collections.list(each.getInetAddresses()));
        }
        others.remove(InetAddress.ofLiteral("127.0.0.1"));
        for (InetAddress other : others) {
            try (Socket socket = new Socket()) {
                assertThatThrownBy(() ->
                                socket.connect(new InetSocketAddress(other, maidian.port()), 5000))
                        .as("%s", other)
                        .isInstanceOf(ConnectException.class);
            }
        }
    }

    private static Reply signIn(Map<String, ? extends Object> proof) {
        return signIn(api, proof);
    }

    private static Reply signIn(Api api, Map<String, ? extends Object> proof) {
        return api.send(
                api.request("/api/session")
                        .header("Content-Type", "application/json")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        Api.JSON.writeValueAsString(proof))));
    }
}
