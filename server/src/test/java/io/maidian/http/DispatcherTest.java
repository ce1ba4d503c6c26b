package io.maidian.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.access.Access;
import io.maidian.access.SessionCatalog;
import io.maidian.disk.FileDisk;
import io.maidian.intake.UploadMemory;
import io.maidian.ops.Cancellation;
import io.maidian.ops.Clock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Calls of the API that take long harm nobody else. */
@Timeout(60)
class DispatcherTest {
    private static final int THREADS = 2;

    @TempDir Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final CountDownLatch begun = new CountDownLatch(THREADS);
    private final CountDownLatch cancelled = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private int port;

    @BeforeEach
    void listen() throws Exception {
        Access access =
                Access.open(
                        new FileDisk(),
                        folder.resolve("admin.token"),
                        new SessionCatalog(),
                        Clock.SYSTEM);
        Endpoint.Asking slow =
                _ -> {
                    try (var _ = Cancellation.ofCaller().stopBy(cancelled::countDown)) {
                        begun.countDown();
                        mayEnd.await();
                    } catch (InterruptedException e) {
                        throw new CancellationException("the server closes");
                    }
                    return ApiAnswer.ok("late");
                };
        Endpoint.Blocking quick = _ -> ApiAnswer.ok("at once");
        List<Route> routes =
                List.of(
                        new Route(HttpMethod.POST, "/slow", Role.ANYONE, "slow", slow),
                        new Route(HttpMethod.GET, "/quick", Role.ANYONE, "quick", quick));
        Workers workers = new Workers(vertx, THREADS);
        UploadMemory memory = new UploadMemory(64 << 20, new SimpleMeterRegistry());
        VerticleBase listener =
                new VerticleBase() {
                    @Override
                    public Future<?> start() {
                        return vertx.createHttpServer()
                                .requestHandler(
                                        new Dispatcher(
                                                routes,
                                                access,
                                                new Origins(_ -> false),
                                                new BodyMemory(
                                                        vertx, memory, Duration.ofSeconds(30)),
                                                workers))
                                .listen(0, "127.0.0.1")
                                .onSuccess(server -> port = server.actualPort());
                    }
                };
        vertx.deployVerticle(listener).toCompletionStage().toCompletableFuture().get();
    }

    @AfterEach
    void close() throws Exception {
        mayEnd.countDown();
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    @Test
    void aCallWhoseCallerHasGoneIsCancelled() throws Exception {
        for (int i = 0; i < THREADS; i++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.getOutputStream()
                    .write(
                            "POST /slow HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"
                                    .getBytes(StandardCharsets.US_ASCII));
            if (i == THREADS - 1) {
                begun.await();
            }
            socket.close();
        }
        assertThat(cancelled.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void quickCallsDoNotWaitForQuestionsAndOfThoseABoundedNumberWaits() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest slow =
                    request("/slow").POST(HttpRequest.BodyPublishers.ofString("{}")).build();
            List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
            for (int i = 0; i <= Workers.CALLS; i++) {
                waiting.add(client.sendAsync(slow, HttpResponse.BodyHandlers.ofString()));
            }
            HttpResponse<String> refused = firstOf(waiting);
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).contains("server.too_many_calls");
            assertThat(refused.headers().firstValue("Retry-After")).contains("1");
            HttpResponse<String> quick =
                    client.send(
                            request("/quick").GET().build(), HttpResponse.BodyHandlers.ofString());
            assertThat(quick.body()).contains("at once");
            mayEnd.countDown();
            for (CompletableFuture<HttpResponse<String>> one : waiting) {
                assertThat(one.get().statusCode()).isIn(200, 503);
            }
            HttpResponse<String> after = client.send(slow, HttpResponse.BodyHandlers.ofString());
            assertThat(after.statusCode()).isEqualTo(200);
        }
    }

    private static <T> T firstOf(List<CompletableFuture<T>> futures) throws Exception {
        CompletableFuture<T> first = new CompletableFuture<>();
        for (CompletableFuture<T> future : futures) {
            CompletableFuture<Void> _ = future.thenAccept(first::complete);
        }
        return first.get();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .version(HttpClient.Version.HTTP_1_1)
                .header("Content-Type", "application/json");
    }
}
