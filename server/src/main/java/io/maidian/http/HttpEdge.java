package io.maidian.http;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server: one event loop a core, each with its own table of routes; a bounded pool of
 * platform threads for everything that may block. Open from {@link #open} to {@link #close}.
 */
public final class HttpEdge implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpEdge.class);
    private static final int IDLE_TIMEOUT_SECONDS = 75;
    private static final int MAX_HEADER_BYTES = 16 * 1024;
    private static final int MAX_LINE_BYTES = 16 * 1024;
    private static final int CLOSE_SECONDS = 10;

    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none';"
                    + " form-action 'none'; frame-ancestors 'none'";

    private final Vertx vertx;
    private final AtomicInteger port = new AtomicInteger();

    private HttpEdge(Vertx vertx) {
        this.vertx = vertx;
    }

    /**
     * Opens the port; on return it answers.
     *
     * @throws IOException if the port cannot be had; the message says which and why
     */
    public static HttpEdge open(HttpOptions options, HttpParts parts)
            throws IOException, InterruptedException {
        int loops = options.eventLoops();
        Vertx vertx =
                Vertx.vertx(
                        new VertxOptions()
                                .setEventLoopPoolSize(loops)
                                .setFileSystemOptions(
                                        new FileSystemOptions()
                                                .setClassPathResolvingEnabled(false)
                                                .setFileCachingEnabled(false)));
        HttpEdge edge = new HttpEdge(vertx);
        WorkerExecutor workers =
                vertx.createSharedWorkerExecutor("console", options.workers(), 1, TimeUnit.HOURS);
        ConsoleFiles console = new ConsoleFiles();
        Future<String> deployed =
                vertx.deployVerticle(
                        () -> edge.new Listener(options, parts, console, workers),
                        new DeploymentOptions()
                                .setInstances(loops)
                                .setThreadingModel(ThreadingModel.EVENT_LOOP));
        CountDownLatch done = new CountDownLatch(1);
        deployed.onComplete(_ -> done.countDown());
        done.await();
        if (deployed.failed()) {
            edge.close();
            throw new IOException(
                    "cannot listen on "
                            + options.host()
                            + ":"
                            + options.port()
                            + ": "
                            + deployed.cause().getMessage()
                            + ". Stop what uses it, or choose another with --port",
                    deployed.cause());
        }
        return edge;
    }

    /** The port that is listened on, chosen by the system where 0 was asked for. */
    public int port() {
        return port.get();
    }

    /** Stops listening and lets requests that are being answered end, for a bounded time. */
    @Override
    public void close() {
        CountDownLatch done = new CountDownLatch(1);
        vertx.close().onComplete(_ -> done.countDown());
        boolean closed = false;
        try {
            closed = done.await(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!closed) {
            LOG.warn("the HTTP server did not stop within {} s", CLOSE_SECONDS);
        }
    }

    /** One event loop's listener. */
    private final class Listener extends VerticleBase {
        private final HttpOptions options;
        private final HttpParts parts;
        private final ConsoleFiles console;
        private final WorkerExecutor workers;

        private Listener(
                HttpOptions options,
                HttpParts parts,
                ConsoleFiles console,
                WorkerExecutor workers) {
            this.options = options;
            this.parts = parts;
            this.console = console;
            this.workers = workers;
        }

        @Override
        public Future<?> start() {
            UploadEndpoint upload =
                    new UploadEndpoint(
                            parts.intake(), options.uploadLimitBytes(), new Completions(context));
            Dispatcher dispatcher =
                    new Dispatcher(
                            Routes.table(parts, vertx, console, upload), parts.access(), workers);
            HttpServer server =
                    vertx.createHttpServer(
                            new HttpServerOptions()
                                    .setHost(options.host())
                                    // Vert.x gives listeners of one negative port the same free
                                    // one; of 0 each its own.
                                    .setPort(options.port() == 0 ? -1 : options.port())
                                    .setMaxHeaderSize(MAX_HEADER_BYTES)
                                    .setMaxInitialLineLength(MAX_LINE_BYTES)
                                    .setIdleTimeout(IDLE_TIMEOUT_SECONDS)
                                    .setTcpNoDelay(true));
            return server.requestHandler(request -> serve(dispatcher, request))
                    .listen()
                    .onSuccess(listening -> port.set(listening.actualPort()));
        }

        private void serve(Dispatcher dispatcher, HttpServerRequest request) {
            String path = request.path();
            if (path == null || !path.startsWith("/v3/")) {
                secure(request.response());
            }
            dispatcher.handle(request);
        }

        private static void secure(HttpServerResponse response) {
            response.putHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY)
                    .putHeader("X-Content-Type-Options", "nosniff")
                    .putHeader("X-Frame-Options", "DENY")
                    .putHeader("Referrer-Policy", "no-referrer");
        }
    }
}
