package io.maidian.http;

import io.maidian.access.Access;
import io.maidian.access.Caller;
import io.vertx.core.AsyncResult;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What keeps an endless stream: once a period its caller is asked for again, on a worker thread. As
 * long as it may follow, a comment is written, so that nothing between closes a quiet connection;
 * then the stream is ended. For one event loop.
 */
final class KeepAlive {
    /** Within which a stream ends after a sign-out. */
    static final Duration PERIOD = Duration.ofSeconds(15);

    private static final Logger LOG = LoggerFactory.getLogger(KeepAlive.class);

    private final Vertx vertx;
    private final Workers workers;
    private final Access access;
    private final Duration period;

    KeepAlive(Vertx vertx, Workers workers, Access access, Duration period) {
        this.vertx = vertx;
        this.workers = workers;
        this.access = access;
        this.period = period;
    }

    /** Begins, for a stream that was just opened; it ends with the stream. */
    void start(HttpServerRequest request) {
        vertx.setTimer(period.toMillis(), _ -> ask(request));
    }

    private void ask(HttpServerRequest request) {
        if (isOpen(request.response())) {
            workers.goOn(Workers.Lot.QUICK, () -> Dispatcher.caller(access, request))
                    .onComplete(asked -> goOn(request, asked));
        }
    }

    private void goOn(HttpServerRequest request, AsyncResult<Caller> asked) {
        HttpServerResponse response = request.response();
        if (!isOpen(response)) {
            return;
        }
        if (asked.failed()) {
            LOG.warn("who follows a live stream cannot be asked for now", asked.cause());
            start(request);
            return;
        }
        switch (asked.result()) {
            case Caller.Operator _ -> {
                response.write(": still here\n\n");
                start(request);
            }
            case Caller.Nobody _ -> response.end();
        }
    }

    /**
     * Does this when the stream is over: the caller has gone, or the server has ended it, which
     * HTTP/1.1 tells by another handler. It may be done twice.
     */
    static void onceOver(HttpServerResponse response, Runnable leave) {
        response.closeHandler(_ -> leave.run());
        response.endHandler(_ -> leave.run());
    }

    /** Whether something can still be written. */
    static boolean isOpen(HttpServerResponse response) {
        return !response.closed() && !response.ended();
    }
}
