package io.maidian.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PacedUploadsTest {
    private static final int BATCH = 10;

    private final AtomicInteger requests = new AtomicInteger();
    private HttpServer server;
    private volatile int status = 200;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    exchange.getRequestBody().readAllBytes();
                    requests.incrementAndGet();
                    byte[] body = "{}".getBytes(StandardCharsets.US_ASCII);
                    exchange.sendResponseHeaders(status, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private PacedUploads uploads() throws Exception {
        UploadTemplate template = new UploadTemplate("abc", "BuyProduct", BATCH);
        return new PacedUploads(server.getAddress().getPort(), template, BATCH, 4);
    }

    @Test
    void eachRequestIsCountedAsWhatItsAnswerWas() throws Exception {
        try (PacedUploads uploads = uploads()) {
            uploads.run(2_000, Duration.ofMillis(300));
            assertThat(uploads.acknowledged())
                    .isEqualTo(requests.get() * (long) BATCH)
                    .isPositive();
            status = 503;
            int before = requests.get();
            uploads.run(2_000, Duration.ofMillis(300));
            assertThat(uploads.refused()).isEqualTo((requests.get() - before) * (long) BATCH);
            assertThat(uploads.unanswered()).isZero();
            assertThat(uploads.takeAnswerNanos().getTotalCount()).isEqualTo(requests.get());
        }
    }

    @Test
    void whatIsDueMakesUpTheRate() throws Exception {
        try (PacedUploads uploads = uploads()) {
            long started = System.nanoTime();
            uploads.run(1_000, Duration.ofMillis(500));
            long tookMillis = (System.nanoTime() - started) / 1_000_000;
            assertThat(uploads.acknowledged() + uploads.unsent())
                    .isBetween(500L - 2 * BATCH, tookMillis + 2 * BATCH);
        }
    }
}
