package io.maidian.http;

import io.maidian.access.Access;
import io.maidian.access.Caller;
import io.maidian.ops.Cancellation;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the route of a request, lets in only who may call it, and turns what goes wrong into an
 * answer. One for each event loop.
 */
final class Dispatcher implements Handler<HttpServerRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    private static final int API_BODY_LIMIT_BYTES = 1 << 20;
    private static final String BEARER = "Bearer ";

    private final List<Candidate> candidates;
    private final Access access;
    private final Origins origins;
    private final BodyMemory memory;
    private final Workers workers;

    Dispatcher(
            List<Route> routes,
            Access access,
            Origins origins,
            BodyMemory memory,
            Workers workers) {
        candidates =
                routes.stream()
                        .map(route -> new Candidate(route, new PathPattern(route.path())))
                        .toList();
        this.access = access;
        this.origins = origins;
        this.memory = memory;
        this.workers = workers;
    }

    private record Candidate(Route route, PathPattern path) {}

    @Override
    public void handle(HttpServerRequest request) {
        try {
            dispatch(request);
        } catch (RuntimeException e) {
            fail(request, e);
        }
    }

    private void dispatch(HttpServerRequest request) {
        String path = request.path();
        if (path == null) {
            throw new ApiProblem(ApiError.NOT_FOUND);
        }
        boolean trailingSlash = path.length() > 1 && path.endsWith("/");
        String[] segments =
                (trailingSlash ? path.substring(0, path.length() - 1) : path).split("/", -1);
        List<String> allowed = new ArrayList<>(0);
        for (Candidate candidate : candidates) {
            Map<String, String> values = candidate.path().match(segments);
            if (values != null) {
                Route route = candidate.route();
                if (route.method().equals(request.method())) {
                    run(route, new Exchange(request, decode(values)));
                    return;
                }
                allowed.add(route.method().name());
            }
        }
        if (allowed.isEmpty()) {
            throw new ApiProblem(ApiError.NOT_FOUND, "", path);
        }
        request.response().putHeader(HttpHeaders.ALLOW, String.join(", ", allowed));
        throw new ApiProblem(ApiError.METHOD_NOT_ALLOWED, "", request.method().name());
    }

    private static Map<String, String> decode(Map<String, String> values) {
        for (Map.Entry<String, String> entry : values.entrySet()) {
            if (entry.getValue().indexOf('%') >= 0) {
                try {
                    entry.setValue(
                            URLDecoder.decode(
                                    entry.getValue().replace("+", "%2B"), StandardCharsets.UTF_8));
                } catch (IllegalArgumentException e) {
                    throw new ApiProblem(ApiError.NOT_FOUND, "", entry.getValue());
                }
            }
        }
        return values;
    }

    private void run(Route route, Exchange exchange) {
        HttpServerRequest request = exchange.request();
        switch (route.endpoint()) {
            case Endpoint.Direct direct -> {
                if (route.role() == Role.ANYONE) {
                    direct.handle(exchange);
                } else {
                    request.pause();
                    workers.call(Workers.Lot.QUICK, () -> checkCaller(route, request))
                            .onSuccess(_ -> {
                                request.resume();
                                // Who has gone would never be told to be gone.
                                if (!request.response().closed()) {
                                    handleDirect(direct, exchange);
                                }
                            })
                            .onFailure(e -> fail(request, e));
                }
            }
            case Endpoint.Streaming streaming -> {
                ApiRequest apiRequest = apiRequest(exchange, Buffer.buffer());
                workers.call(
                                Workers.Lot.ASKING,
                                () -> {
                                    checkCaller(route, request);
                                    return streaming.open(apiRequest);
                                })
                        .onSuccess(pieces -> new PieceWriter(workers, request, pieces).start())
                        .onFailure(e -> fail(request, e));
            }
            case Endpoint.Blocking blocking ->
                    BodyReader.read(
                            request,
                            API_BODY_LIMIT_BYTES,
                            memory,
                            body -> runBlocking(route, blocking, exchange, body),
                            refusal -> refuse(request, refusal));
        }
    }

    /** Answers for a body that was not read. */
    static void refuse(HttpServerRequest request, BodyReader.Refusal refusal) {
        ApiError error =
                switch (refusal) {
                    case TOO_LARGE -> ApiError.BODY_TOO_LARGE;
                    case BUSY -> ApiError.UNAVAILABLE;
                    case TOO_SLOW -> ApiError.BODY_TOO_SLOW;
                };
        fail(request, new ApiProblem(error));
        if (refusal == BodyReader.Refusal.TOO_SLOW && request.version() != HttpVersion.HTTP_2) {
            request.connection().close();
        }
    }

    private void handleDirect(Endpoint.Direct direct, Exchange exchange) {
        try {
            direct.handle(exchange);
        } catch (RuntimeException e) {
            fail(exchange.request(), e);
        }
    }

    private void runBlocking(
            Route route, Endpoint.Blocking endpoint, Exchange exchange, BodyReader body) {
        HttpServerRequest request = exchange.request();
        ByteBuffer bytes = body.body();
        Buffer json = Buffer.buffer(bytes.remaining());
        json.appendBytes(bytes.array(), bytes.arrayOffset(), bytes.remaining());
        ApiRequest apiRequest = apiRequest(exchange, json);
        Cancellation gone = new Cancellation();
        // On a thread of its own: what is stopped may hold a lock for a moment.
        request.response().closeHandler(_ -> Thread.startVirtualThread(gone::cancel));
        workers.call(
                        endpoint.lot(),
                        () ->
                                ScopedValue.where(Cancellation.CALLERS, gone)
                                        .call(() -> {
                                            checkCaller(route, request);
                                            checkContentType(request);
                                            return endpoint.answer(apiRequest);
                                        }))
                .onComplete(_ -> body.release())
                .onSuccess(answer -> write(exchange, answer))
                .onFailure(e -> fail(request, e));
    }

    private boolean checkCaller(Route route, HttpServerRequest request) {
        if (route.role() == Role.ANYONE) {
            return true;
        }
        return switch (caller(access, request)) {
            case Caller.Operator _ -> true;
            case Caller.Nobody _ -> throw new ApiProblem(ApiError.NOT_SIGNED_IN);
        };
    }

    /** Who asks. Blocking. */
    static Caller caller(Access access, HttpServerRequest request) {
        return access.caller(bearer(request), sessionCookie(request));
    }

    /**
     * A page of another site can post a form to us, but not JSON: so a body that is taken for JSON
     * must say so.
     */
    private static void checkContentType(HttpServerRequest request) {
        if (request.method().equals(HttpMethod.POST) || request.method().equals(HttpMethod.PUT)) {
            String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
            if (type == null
                    || !type.regionMatches(
                            true, 0, "application/json", 0, "application/json".length())) {
                throw new ApiProblem(ApiError.CONTENT_TYPE, "", type);
            }
        }
    }

    private ApiRequest apiRequest(Exchange exchange, Buffer body) {
        HttpServerRequest request = exchange.request();
        return new ApiRequest(
                exchange.path(),
                Parameters.of(request),
                body,
                Languages.of(request),
                origins.of(request),
                sessionCookie(request));
    }

    private static @Nullable String bearer(HttpServerRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        return header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? header.substring(BEARER.length()).strip()
                : null;
    }

    private static @Nullable String sessionCookie(HttpServerRequest request) {
        Cookie cookie = request.getCookie(SessionEndpoint.COOKIE);
        return cookie == null ? null : cookie.getValue();
    }

    private static void write(Exchange exchange, ApiAnswer answer) {
        HttpServerResponse response = exchange.request().response();
        if (response.ended() || response.closed()) {
            return;
        }
        answer.headers().forEach(response::putHeader);
        response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        switch (answer.body()) {
            case null -> response.setStatusCode(answer.status()).end();
            case ApiAnswer.Text text ->
                    exchange.answer(answer.status(), text.type(), Buffer.buffer(text.text()));
            case Object json -> exchange.answer(answer.status(), Json.TYPE, Json.write(json));
        }
    }

    private static ApiProblem unavailable(HttpServerRequest request, Exception cause) {
        LOG.warn(
                "{} {} cannot be answered: {}", request.method(), request.path(), cause.toString());
        return new ApiProblem(ApiError.UNAVAILABLE, "", null);
    }

    static void fail(HttpServerRequest request, Throwable failure) {
        HttpServerResponse response = request.response();
        ApiProblem problem =
                switch (failure) {
                    case ApiProblem known -> known;
                    case CancellationException _ -> new ApiProblem(ApiError.UNAVAILABLE);
                    case UncheckedIOException unavailable -> unavailable(request, unavailable);
                    case IOException unavailable -> unavailable(request, unavailable);
                    default -> {
                        LOG.error("a bug: {} {} failed", request.method(), request.path(), failure);
                        yield new ApiProblem(ApiError.INTERNAL);
                    }
                };
        if (response.ended() || response.closed() || response.headWritten()) {
            return;
        }
        if (problem.error() == ApiError.TOO_MANY_CALLS) {
            response.putHeader("Retry-After", "1");
        }
        new Exchange(request, Map.of())
                .answer(
                        problem.error().status(),
                        Json.TYPE,
                        Json.write(problem.body(Languages.of(request))));
    }
}
