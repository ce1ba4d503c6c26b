package io.maidian.http;

import io.maidian.catalog.Catalog;
import io.maidian.intake.CapturedUpload;
import io.maidian.intake.Captures;
import io.maidian.intake.Language;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * {@code GET /api/projects/{ai}/debugger/live}: server-sent events that tell of each captured
 * upload that matches a filter, as soon as its sender is answered. A subscriber is told at most
 * every 200 ms of all that came; what one that reads too slowly cannot take is left out and
 * counted, not buffered for.
 */
final class LiveUploadsEndpoint implements Endpoint.Direct {
    private static final long GAP_MILLIS = 200;

    private final Vertx vertx;
    private final Catalog catalog;
    private final Captures captures;
    private final KeepAlive keepAlive;
    private final Set<Stream> open = new HashSet<>();

    LiveUploadsEndpoint(Vertx vertx, Catalog catalog, Captures captures, KeepAlive keepAlive) {
        this.vertx = vertx;
        this.catalog = catalog;
        this.captures = captures;
        this.keepAlive = keepAlive;
    }

    @Override
    public void handle(Exchange exchange) {
        String ai = exchange.pathValue("ai");
        if (catalog.snapshot().project(ai) == null) {
            throw new ApiProblem(ApiError.PROJECT_UNKNOWN, "", ai);
        }
        HttpServerRequest request = exchange.request();
        Map<String, String> query = Parameters.of(request);
        UploadFilter filter = UploadFilter.of(query);
        String asked = query.get("language");
        Language language = asked == null ? Languages.of(request) : Language.of(asked);
        HttpServerResponse response = request.response();
        response.setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader("X-Accel-Buffering", "no");
        new Stream(new Wanted(ai, filter, language), vertx.getOrCreateContext(), response).start();
        keepAlive.start(request);
    }

    /** Ends all streams. */
    void close() {
        for (Stream stream : List.copyOf(open)) {
            stream.response.end();
        }
    }

    private record Wanted(String ai, UploadFilter filter, Language language) {}

    private record Told(List<DebuggerRow> uploads, long notCaptured) {}

    /** One subscriber; on its event loop but for {@link #note}. */
    private final class Stream {
        private final Wanted wanted;
        private final Context context;
        private final HttpServerResponse response;
        private final UploadQueue waiting = new UploadQueue();
        private final AtomicBoolean woken = new AtomicBoolean();
        private final AtomicLong leftOut = new AtomicLong();
        private long passedBefore;

        private Stream(Wanted wanted, Context context, HttpServerResponse response) {
            this.wanted = wanted;
            this.context = context;
            this.response = response;
            passedBefore = captures.passed(wanted.ai());
        }

        private void start() {
            open.add(this);
            Runnable leave = captures.subscribe(wanted.ai(), this::note);
            long passing = vertx.setPeriodic(1_000, _ -> wakeForPassed());
            KeepAlive.onceOver(
                    response,
                    () -> {
                        open.remove(this);
                        leave.run();
                        vertx.cancelTimer(passing);
                    });
            writeIfOpen(": following\n\n");
        }

        private void note(CapturedUpload upload) {
            if (!waiting.offer(upload)) {
                leftOut.incrementAndGet();
            }
            wake();
        }

        private void wake() {
            if (woken.compareAndSet(false, true)) {
                context.runOnContext(_ -> vertx.setTimer(1, _ -> tell()));
            }
        }

        private void wakeForPassed() {
            if (captures.passed(wanted.ai()) != passedBefore) {
                wake();
            }
        }

        private void tell() {
            if (KeepAlive.isOpen(response) && !response.writeQueueFull()) {
                write(waiting.drain());
            }
            vertx.setTimer(
                    GAP_MILLIS,
                    _ -> {
                        woken.set(false);
                        if (!waiting.isEmpty() && KeepAlive.isOpen(response)) {
                            wake();
                        }
                    });
        }

        private void write(List<CapturedUpload> uploads) {
            List<DebuggerRow> rows = new ArrayList<>();
            for (CapturedUpload upload : uploads) {
                DebuggerRow row = DebuggerRow.of(upload, wanted.filter(), wanted.language());
                if (row != null) {
                    rows.addFirst(row);
                }
            }
            long passed = captures.passed(wanted.ai());
            long missed = passed - passedBefore + leftOut.getAndSet(0);
            if (rows.isEmpty() && missed == 0) {
                return;
            }
            passedBefore = passed;
            String json = Json.MAPPER.writeValueAsString(new Told(rows, missed));
            writeIfOpen("event: uploads\ndata: " + json + "\n\n");
        }

        private void writeIfOpen(String text) {
            if (KeepAlive.isOpen(response)) {
                response.write(text);
            }
        }
    }
}
