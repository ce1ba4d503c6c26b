package io.maidian.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.access.Access;
import io.maidian.access.SignIn;
import io.maidian.catalog.Project;
import io.maidian.catalog.sqlite.SqliteCatalog;
import io.maidian.disk.FileDisk;
import io.maidian.intake.Captures;
import io.maidian.live.LiveFeed;
import io.maidian.log.LogPosition;
import io.maidian.ops.Clock;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who may follow a live stream, and for how long. */
@Timeout(60)
class LiveStreamTest {
    private static final String AI = "91d3b3a5c0e6f0ab";

    @TempDir Path folder;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Vertx vertx;
    private SqliteCatalog catalog;
    private Access access;
    private KeepAlive keepAlive;

    @BeforeEach
    void open() throws IOException {
        vertx = Vertx.vertx();
        catalog = SqliteCatalog.open(folder.resolve("catalog.sqlite"));
        catalog.addProject(new Project(AI, "shop", ZoneId.of("Asia/Shanghai"), 0));
        access = Access.open(new FileDisk(), folder.resolve("admin.token"), catalog, Clock.SYSTEM);
        keepAlive = new KeepAlive(vertx, new Workers(vertx, 1), access, Duration.ofMillis(20));
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        catalog.close();
    }

    @Test
    void theStreamOfTheStoreEndsOnceItsCallerHasSignedOut() throws Exception {
        LiveFeed feed = new LiveFeed();
        LiveEndpoint endpoint =
                new LiveEndpoint(vertx, catalog, feed, () -> LogPosition.START, keepAlive);
        endsWithTheSession(endpoint);
        while (feed.size() > 0) {
            Thread.onSpinWait();
        }
        endpoint.close();
    }

    @Test
    void theStreamOfUploadsEndsOnceItsCallerHasSignedOut() throws Exception {
        endsWithTheSession(
                new LiveUploadsEndpoint(
                        vertx, catalog, new Captures(_ -> true, Clock.SYSTEM, 1 << 20), keepAlive));
    }

    private void endsWithTheSession(Endpoint.Direct endpoint) throws Exception {
        HttpServer server =
                vertx.createHttpServer()
                        .requestHandler(
                                request -> endpoint.handle(new Exchange(request, Map.of("ai", AI))))
                        .listen(0)
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(10, TimeUnit.SECONDS);
        String session =
                ((SignIn.SignedIn) access.signIn(access.newSignInCode(), "me")).sessionSecret();
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort()))
                        .header("Cookie", SessionEndpoint.COOKIE + "=" + session)
                        .build();
        try (InputStream body = client.send(request, BodyHandlers.ofInputStream()).body();
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            int beats = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                beats += line.equals(": still here") ? 1 : 0;
                if (beats == 3) {
                    access.signOut(session);
                }
            }
            assertThat(beats).as("it goes on while they are signed in").isGreaterThanOrEqualTo(3);
        }
    }
}
