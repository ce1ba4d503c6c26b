package io.maidian.http;

import io.maidian.event.Finding;
import io.maidian.intake.Capture;
import io.maidian.intake.Captures;
import io.maidian.intake.Intake;
import io.maidian.intake.UploadOutcome;
import io.maidian.intake.UploadRequest;
import io.maidian.intake.UploadRule;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code /v3/{ai}/s2s/cstm}: takes an upload from the raw body of a POST or from {@code data} of a
 * GET's query, and answers when the log says that it is durable. One for each event loop.
 */
final class UploadEndpoint implements Endpoint.Direct {
    private static final CharSequence CONTENT_ENCODING = HttpHeaders.CONTENT_ENCODING;
    private static final CharSequence ENCODE_CODEC = HttpHeaders.createOptimized("X-Encode-Codec");
    private static final CharSequence CRYPT_CODEC = HttpHeaders.createOptimized("X-Crypt-Codec");
    private static final CharSequence COMPRESS_CODEC =
            HttpHeaders.createOptimized("X-Compress-Codec");
    private static final CharSequence RETRY_SAFE = HttpHeaders.createOptimized("X-Retry-Safe");
    private static final CharSequence RETRY_AFTER = HttpHeaders.createOptimized("Retry-After");
    private static final CharSequence JSON_TYPE = HttpHeaders.createOptimized(Json.TYPE);

    private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");
    private static final CharSequence GIF_TYPE = HttpHeaders.createOptimized("image/gif");

    /** One transparent pixel. */
    private static final Buffer PIXEL =
            Buffer.buffer(
                    Base64.getDecoder()
                            .decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"));

    private final Intake intake;
    private final Captures captures;
    private final Origins origins;
    private final int bodyLimitBytes;
    private final BodyMemory memory;
    private final Completions completions;

    UploadEndpoint(
            Intake intake,
            Captures captures,
            Origins origins,
            int bodyLimitBytes,
            BodyMemory memory,
            Completions completions) {
        this.intake = intake;
        this.captures = captures;
        this.origins = origins;
        this.bodyLimitBytes = bodyLimitBytes;
        this.memory = memory;
        this.completions = completions;
    }

    /** The POST. */
    @Override
    public void handle(Exchange exchange) {
        Cors.allow(exchange.request());
        BodyReader.read(
                exchange.request(),
                bodyLimitBytes,
                memory,
                body -> upload(exchange, body),
                refusal -> refuse(exchange, refusal));
    }

    private void upload(Exchange exchange, BodyReader body) {
        upload(
                exchange,
                body.body(),
                outcome -> {
                    body.release();
                    answer(exchange, outcome);
                });
    }

    /** The GET. */
    void get(Exchange exchange) {
        Cors.allow(exchange.request());
        exchange.request().response().putHeader(HttpHeaders.CACHE_CONTROL, NO_STORE);
        upload(exchange, data(exchange), outcome -> answer(exchange, outcome));
    }

    /** The GET for an image of a mail or a page: whatever comes of it, the answer is an image. */
    void pixel(Exchange exchange) {
        Cors.allow(exchange.request());
        exchange.request().response().putHeader(HttpHeaders.CACHE_CONTROL, NO_STORE);
        upload(exchange, data(exchange), _ -> exchange.answer(200, GIF_TYPE, PIXEL));
    }

    private static ByteBuffer data(Exchange exchange) {
        byte[] data = RawQuery.bytes(exchange.request().query(), "data");
        return ByteBuffer.wrap(data == null ? new byte[0] : data);
    }

    private void upload(Exchange exchange, ByteBuffer body, Consumer<UploadOutcome> answerer) {
        HttpServerRequest request = exchange.request();
        UploadRequest.Options options =
                new UploadRequest.Options(asked(request, "dry_run"), asked(request, "strict"));
        Capture capture = options.dryRun() ? null : capture(exchange, body.remaining());
        UploadRequest upload =
                new UploadRequest(
                        exchange.pathValue("ai"),
                        RawQuery.text(request.query(), "stm"),
                        new UploadRequest.Codecs(
                                contentEncoding(request),
                                request.getHeader(ENCODE_CODEC),
                                request.getHeader(CRYPT_CODEC),
                                request.getHeader(COMPRESS_CODEC)),
                        body,
                        options,
                        capture);
        intake.upload(
                upload,
                outcome ->
                        completions.add(() -> {
                            try {
                                note(exchange, capture, outcome);
                            } finally {
                                answerer.accept(outcome);
                            }
                        }));
    }

    /** Begins to capture the upload; null where it is one of too many. */
    private @Nullable Capture capture(Exchange exchange, int wireBytes) {
        String ai = exchange.pathValue("ai");
        return captures.admits(ai)
                ? captures.begin(ai, Senders.of(exchange.request(), client(exchange)), wireBytes)
                : null;
    }

    private String client(Exchange exchange) {
        return origins.of(exchange.request()).client();
    }

    /** Keeps for the debugger what came of an upload. */
    private void note(Exchange exchange, @Nullable Capture capture, UploadOutcome outcome) {
        if (capture != null) {
            captures.end(capture, outcome);
        } else if (outcome
                instanceof
                UploadOutcome.Refused(UploadOutcome.Refusal refusal, Finding _, long _)) {
            if (refusal == UploadOutcome.Refusal.UNKNOWN_PROJECT) {
                captures.unknownProject(exchange.pathValue("ai"), client(exchange));
            }
        }
    }

    /** The one header, or the list that several make. */
    private static @Nullable String contentEncoding(HttpServerRequest request) {
        String first = request.getHeader(CONTENT_ENCODING);
        return first == null ? null : String.join(",", request.headers().getAll(CONTENT_ENCODING));
    }

    private static boolean asked(HttpServerRequest request, String option) {
        String value = RawQuery.text(request.query(), option);
        return value != null && (value.equals("1") || value.equals("true"));
    }

    /** Answers for a body that was not read. */
    private void refuse(Exchange exchange, BodyReader.Refusal refusal) {
        switch (refusal) {
            case TOO_LARGE -> tooLarge(exchange);
            case BUSY -> answer(exchange, new UploadOutcome.Busy());
            case TOO_SLOW -> Dispatcher.refuse(exchange.request(), refusal);
        }
    }

    private void tooLarge(Exchange exchange) {
        Finding finding = new Finding(UploadRule.BODY_TOO_LARGE.code(), "", "> " + bodyLimitBytes);
        UploadOutcome outcome = new UploadOutcome.Refused(UploadOutcome.Refusal.TOO_LARGE, finding);
        note(exchange, capture(exchange, bodyLimitBytes), outcome);
        answer(exchange, outcome);
    }

    private static void answer(Exchange exchange, UploadOutcome outcome) {
        HttpServerRequest request = exchange.request();
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        Answers.UploadAnswer answer = Answers.of(outcome, Languages.of(request));
        Boolean retrySafe = answer.retrySafe();
        if (retrySafe != null) {
            response.putHeader(RETRY_SAFE, retrySafe.toString());
        }
        if (answer.retryAfterSeconds() > 0) {
            response.putHeader(RETRY_AFTER, Long.toString(answer.retryAfterSeconds()));
        }
        exchange.answer(answer.status(), JSON_TYPE, answer.body());
    }
}
