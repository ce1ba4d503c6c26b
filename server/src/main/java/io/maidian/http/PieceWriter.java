package io.maidian.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes an answer piece by piece: the next one is made when the caller has taken in the last, so
 * that one piece is held at most. On the request's event loop.
 */
final class PieceWriter {
    private static final Logger LOG = LoggerFactory.getLogger(PieceWriter.class);

    private final Workers workers;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Endpoint.Pieces pieces;

    PieceWriter(Workers workers, HttpServerRequest request, Endpoint.Pieces pieces) {
        this.workers = workers;
        this.request = request;
        response = request.response();
        this.pieces = pieces;
    }

    void start() {
        if (isGone()) {
            return;
        }
        response.setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, pieces.contentType())
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader(
                        "Content-Disposition",
                        "attachment; filename=\"" + pieces.fileName() + "\"");
        next();
    }

    private void next() {
        workers.goOn(Workers.Lot.ASKING, pieces::next).onSuccess(this::write).onFailure(this::fail);
    }

    private void write(@Nullable Buffer piece) {
        if (isGone()) {
            return;
        }
        if (piece == null) {
            response.end();
        } else if (piece.length() == 0) {
            next();
        } else {
            response.write(piece)
                    .onSuccess(_ -> {
                        if (response.writeQueueFull()) {
                            response.drainHandler(_ -> {
                                response.drainHandler(null);
                                next();
                            });
                        } else {
                            next();
                        }
                    });
        }
    }

    /**
     * What has begun cannot be told as an error: it is cut off, so that it is not taken as whole.
     */
    private void fail(Throwable failure) {
        if (response.headWritten()) {
            LOG.warn("{} {} was cut off", request.method(), request.path(), failure);
            response.reset();
        } else {
            Dispatcher.fail(request, failure);
        }
    }

    private boolean isGone() {
        return response.ended() || response.closed();
    }
}
