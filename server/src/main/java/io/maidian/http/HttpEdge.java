package io.maidian.http;

import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.KeyCertOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server: one event loop a core, each with its own table of routes; a bounded pool of
 * platform threads for everything that may block. Open from {@link #open} to {@link #close}, which
 * lets requests that are being answered end.
 */
public final class HttpEdge implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpEdge.class);
    private static final int MAX_HEADER_BYTES = 16 * 1024;

    /** Room for an upload in the query. {@link ApiError#LINE_TOO_LONG} tells it. */
    private static final int MAX_LINE_BYTES = 64 * 1024;

    private static final Set<String> TLS_VERSIONS = Set.of("TLSv1.3", "TLSv1.2");

    /** In the server's order. All have forward secrecy and authenticated encryption. */
    private static final List<String> CIPHER_SUITES =
            List.of(
                    "TLS_AES_128_GCM_SHA256",
                    "TLS_AES_256_GCM_SHA384",
                    "TLS_CHACHA20_POLY1305_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
                    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private static final int MAX_STREAMS = 100;
    private static final int DRAIN_SECONDS = 5;
    private static final int CLOSE_SECONDS = 10;
    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; font-src 'self';"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final Vertx vertx;
    private final HttpOptions options;
    private final HttpParts parts;
    private final Workers workers;
    private final ConsoleFiles console = new ConsoleFiles();

    private final Connections connections;
    private final int port;

    private HttpEdge(HttpOptions options, HttpParts parts, int port) {
        this.options = options;
        this.parts = parts;
        this.port = port;
        connections = new Connections(options.limits().connections(), parts.registry());
        vertx =
                Vertx.vertx(
                        new VertxOptions()
                                .setEventLoopPoolSize(options.eventLoops())
                                .setFileSystemOptions(
                                        new FileSystemOptions()
                                                .setClassPathResolvingEnabled(false)
                                                .setFileCachingEnabled(false)));
        workers = new Workers(vertx, options.workers());
    }

    /**
     * Opens the port; on return it answers.
     *
     * @throws IOException if the port cannot be had; the message says which and why
     */
    public static HttpEdge open(HttpOptions options, HttpParts parts)
            throws IOException, InterruptedException {
        InetAddress address = address(options.host());
        HttpEdge edge =
                new HttpEdge(
                        options, parts, options.port() == 0 ? freePort(address) : options.port());
        Future<String> deployed =
                edge.vertx.deployVerticle(
                        () -> edge.new Listener(),
                        new DeploymentOptions().setInstances(options.eventLoops()));
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
                            + " ("
                            + deployed.cause().getMessage()
                            + "): stop what uses it, or choose another with --port or --host",
                    deployed.cause());
        }
        return edge;
    }

    private static InetAddress address(String host) throws IOException {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new IOException(
                    "cannot listen on "
                            + host
                            + ": there is no such address; choose one of this machine's with --host",
                    e);
        }
    }

    /**
     * A port that nobody listens on: Vert.x shares one among its event loops only if it is named.
     */
    private static int freePort(InetAddress address) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, address)) {
            return socket.getLocalPort();
        }
    }

    /** The port that is listened on, chosen by the system where 0 was asked for. */
    public int port() {
        return port;
    }

    /**
     * Takes no more, lets what is being answered end, for a bounded time, and ends live streams.
     */
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
        private @Nullable LiveEndpoint live;
        private @Nullable LiveUploadsEndpoint liveUploads;
        private @Nullable HttpServer server;

        @Override
        public Future<?> start() {
            HttpOptions.Limits limits = options.limits();
            Origins origins = new Origins(options.trustedProxies());
            BodyMemory memory = new BodyMemory(vertx, parts.memory(), limits.bodyTime());
            ConnectionWatch watch = new ConnectionWatch(connections, limits.idleTime());
            UploadEndpoint upload =
                    new UploadEndpoint(
                            parts.intake(),
                            parts.captures(),
                            origins,
                            limits.uploadBytes(),
                            memory,
                            new Completions(context));
            KeepAlive keepAlive = new KeepAlive(vertx, workers, parts.access(), KeepAlive.PERIOD);
            LiveEndpoint streams =
                    new LiveEndpoint(
                            vertx, parts.catalog(), parts.feed(), parts.position(), keepAlive);
            live = streams;
            LiveUploadsEndpoint uploads =
                    new LiveUploadsEndpoint(vertx, parts.catalog(), parts.captures(), keepAlive);
            liveUploads = uploads;
            vertx.setPeriodic(
                    1_000,
                    _ -> {
                        parts.lag().sample();
                        memory.sweep();
                        watch.sweep();
                    });
            Dispatcher dispatcher =
                    new Dispatcher(
                            Routes.table(parts, console, upload, new Streams(streams, uploads)),
                            parts.access(),
                            origins,
                            memory,
                            workers);
            server = vertx.createHttpServer(listening());
            return server.connectionHandler(watch::opened)
                    .requestHandler(request -> {
                        if (watch.serves(request)) {
                            serve(dispatcher, request);
                        } else {
                            close(request, ApiError.TOO_MANY_CONNECTIONS);
                        }
                    })
                    .invalidRequestHandler(Listener::refuse)
                    .listen();
        }

        private HttpServerOptions listening() {
            HttpServerOptions listening =
                    new HttpServerOptions()
                            .setHost(options.host())
                            .setPort(port)
                            .setMaxHeaderSize(MAX_HEADER_BYTES)
                            .setMaxInitialLineLength(MAX_LINE_BYTES)
                            .setInitialSettings(
                                    new Http2Settings()
                                            .setMaxConcurrentStreams(MAX_STREAMS)
                                            .setMaxHeaderListSize(
                                                    MAX_LINE_BYTES + MAX_HEADER_BYTES))
                            .setIdleTimeout(
                                    (int) Math.max(1, options.limits().idleTime().toSeconds()))
                            .setTcpNoDelay(true);
            X509ExtendedKeyManager keys = options.keys();
            if (keys != null) {
                listening
                        .setSsl(true)
                        .setKeyCertOptions(KeyCertOptions.wrap(keys))
                        .setUseAlpn(true)
                        .setEnabledSecureTransportProtocols(TLS_VERSIONS);
                CIPHER_SUITES.forEach(listening::addEnabledCipherSuite);
            }
            return listening;
        }

        @Override
        public Future<?> stop() {
            if (live != null) {
                live.close();
            }
            if (liveUploads != null) {
                liveUploads.close();
            }
            return server == null
                    ? Future.succeededFuture()
                    : server.shutdown(DRAIN_SECONDS, TimeUnit.SECONDS);
        }

        private static void serve(Dispatcher dispatcher, HttpServerRequest request) {
            String path = request.path();
            if (path == null || !path.startsWith("/v3/")) {
                secure(request.response());
            }
            dispatcher.handle(request);
        }

        /** Tells what is wrong with what is no request that could be dispatched. */
        private static void refuse(HttpServerRequest request) {
            if (!(request.decoderResult().cause() instanceof TooLongHttpLineException)) {
                HttpServerRequest.DEFAULT_INVALID_REQUEST_HANDLER.handle(request);
                return;
            }
            close(request, ApiError.LINE_TOO_LONG);
        }

        /** Answers what is not read any further. */
        private static void close(HttpServerRequest request, ApiError error) {
            HttpServerResponse response = request.response();
            if (error == ApiError.TOO_MANY_CONNECTIONS) {
                response.putHeader("Retry-After", "1").putHeader("X-Retry-Safe", "true");
            }
            response.setStatusCode(error.status())
                    .putHeader(HttpHeaders.CONTENT_TYPE, Json.TYPE)
                    .putHeader(HttpHeaders.CONNECTION, "close")
                    .end(Json.write(new ApiProblem(error).body(Languages.of(request))))
                    .onComplete(_ -> request.connection().close());
        }

        private static void secure(HttpServerResponse response) {
            response.putHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY)
                    .putHeader("X-Content-Type-Options", "nosniff")
                    .putHeader("X-Frame-Options", "DENY")
                    .putHeader("Referrer-Policy", "no-referrer");
        }
    }
}
