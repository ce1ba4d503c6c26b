package io.maidian.http;

import io.maidian.catalog.Catalog;
import io.maidian.live.LiveFeed;
import io.maidian.log.LogPosition;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * {@code GET /api/projects/{ai}/live}: server-sent events that tell how far the store has come.
 * However fast it moves, a subscriber is told at most every 100 ms, and always the last position;
 * one that reads too slowly is told less often, not buffered for.
 */
final class LiveEndpoint implements Endpoint.Direct {
    private static final long MIN_GAP_MILLIS = 100;
    private static final long NOTHING = -1;

    private final Vertx vertx;
    private final Catalog catalog;
    private final LiveFeed feed;
    private final Supplier<LogPosition> position;
    private final KeepAlive keepAlive;
    private final Set<Stream> open = new HashSet<>();

    LiveEndpoint(
            Vertx vertx,
            Catalog catalog,
            LiveFeed feed,
            Supplier<LogPosition> position,
            KeepAlive keepAlive) {
        this.vertx = vertx;
        this.catalog = catalog;
        this.feed = feed;
        this.position = position;
        this.keepAlive = keepAlive;
    }

    @Override
    public void handle(Exchange exchange) {
        String ai = exchange.pathValue("ai");
        if (catalog.snapshot().project(ai) == null) {
            throw new ApiProblem(ApiError.PROJECT_UNKNOWN, "", ai);
        }
        HttpServerResponse response = exchange.request().response();
        response.setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("X-Accel-Buffering", "no");
        new Stream(vertx.getOrCreateContext(), response).start(ai);
        keepAlive.start(exchange.request());
    }

    /** Ends all streams. */
    void close() {
        for (Stream stream : List.copyOf(open)) {
            stream.response.end();
        }
    }

    /** One subscriber; on its event loop but for {@link #note}. */
    private final class Stream {
        private final Context context;
        private final HttpServerResponse response;
        private final AtomicLong untold = new AtomicLong(NOTHING);
        private boolean resting;

        private Stream(Context context, HttpServerResponse response) {
            this.context = context;
            this.response = response;
        }

        private void start(String ai) {
            open.add(this);
            LiveFeed.Subscription subscription = feed.subscribe(ai, this::note);
            KeepAlive.onceOver(
                    response,
                    () -> {
                        open.remove(this);
                        subscription.close();
                    });
            untold.compareAndSet(NOTHING, position.get().offset());
            tell();
        }

        private void note(LogPosition reached) {
            if (untold.getAndSet(reached.offset()) == NOTHING) {
                context.runOnContext(_ -> tell());
            }
        }

        private void tell() {
            if (resting || !KeepAlive.isOpen(response)) {
                return;
            }
            if (!response.writeQueueFull()) {
                long offset = untold.getAndSet(NOTHING);
                if (offset == NOTHING) {
                    return;
                }
                response.write("event: position\ndata: {\"position\":" + offset + "}\n\n");
            }
            resting = true;
            vertx.setTimer(
                    MIN_GAP_MILLIS,
                    _ -> {
                        resting = false;
                        tell();
                    });
        }
    }
}
