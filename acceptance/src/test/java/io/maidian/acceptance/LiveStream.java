package io.maidian.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A project's server-sent events: the store's position whenever it has moved. For one thread. */
final class LiveStream implements AutoCloseable {
    private final Stream<String> lines;
    private final BlockingQueue<Long> positions = new LinkedBlockingQueue<>();

    private LiveStream(Stream<String> lines) {
        this.lines = lines;
        Thread.ofVirtual().start(this::readAll);
    }

    static LiveStream open(HttpClient client, HttpRequest request) {
        try {
            HttpResponse<Stream<String>> response =
                    client.send(request, HttpResponse.BodyHandlers.ofLines());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type").orElse(""))
                    .startsWith("text/event-stream");
            return new LiveStream(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private void readAll() {
        try {
            lines.filter(line -> line.startsWith("data:"))
                    .map(line -> Api.JSON.readTree(line.substring("data:".length())))
                    .forEach(data -> positions.add(data.get("position").longValue()));
        } catch (UncheckedIOException e) {
            // Closed, by the test or by the server's end; who waits for a position notices.
            positions.clear();
        }
    }

    /** The next position that was told, or null if none was in time. */
    @Nullable Long awaitMove(Duration limit) {
        try {
            return positions.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        lines.close();
    }
}
