package io.maidian.http;

import io.maidian.event.Finding;
import io.maidian.intake.Intake;
import io.maidian.intake.Rule;
import io.maidian.intake.UploadOutcome;
import io.maidian.intake.UploadRequest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.ByteBuffer;

/**
 * {@code POST /v3/{ai}/s2s/cstm}: reads the body raw and answers when the log says that it is
 * durable. One for each event loop.
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

    private final Intake intake;
    private final int bodyLimitBytes;
    private final Completions completions;

    UploadEndpoint(Intake intake, int bodyLimitBytes, Completions completions) {
        this.intake = intake;
        this.bodyLimitBytes = bodyLimitBytes;
        this.completions = completions;
    }

    @Override
    public void handle(Exchange exchange) {
        BodyReader.read(
                exchange.request(),
                bodyLimitBytes,
                body -> {
                    try {
                        upload(exchange, body);
                    } catch (RuntimeException e) {
                        // Nobody above would answer.
                        Dispatcher.fail(exchange.request(), e);
                    }
                },
                () -> tooLarge(exchange));
    }

    private void upload(Exchange exchange, Buffer body) {
        HttpServerRequest request = exchange.request();
        UploadRequest upload =
                new UploadRequest(
                        exchange.pathValue("ai"),
                        request.getParam("stm"),
                        new UploadRequest.Codecs(
                                request.getHeader(CONTENT_ENCODING),
                                request.getHeader(ENCODE_CODEC),
                                request.getHeader(CRYPT_CODEC),
                                request.getHeader(COMPRESS_CODEC)),
                        ByteBuffer.wrap(body.getBytes()),
                        new UploadRequest.Options(
                                asked(request, "dry_run"), asked(request, "strict")));
        intake.upload(upload, outcome -> completions.add(() -> answer(exchange, outcome)));
    }

    private static boolean asked(HttpServerRequest request, String option) {
        String value = request.getParam(option);
        return value != null && (value.equals("1") || value.equals("true"));
    }

    private void tooLarge(Exchange exchange) {
        Finding finding = new Finding(Rule.BODY_TOO_LARGE.code(), "", "> " + bodyLimitBytes);
        answer(exchange, new UploadOutcome.Refused(UploadOutcome.Refusal.TOO_LARGE, finding));
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
            response.putHeader(RETRY_AFTER, Integer.toString(answer.retryAfterSeconds()));
        }
        exchange.answer(answer.status(), JSON_TYPE, answer.body());
    }
}
