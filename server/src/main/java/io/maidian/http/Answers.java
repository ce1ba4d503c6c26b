package io.maidian.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.maidian.event.Finding;
import io.maidian.intake.Language;
import io.maidian.intake.UploadOutcome;
import io.maidian.intake.UploadOutcome.EventResult;
import io.maidian.log.Receipt;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What an upload's sender is told: outcome to status, headers and JSON (section 4 of the upload
 * contract). Stateless.
 */
final class Answers {
    private static final int RETRY_AFTER_SECONDS = 1;

    private Answers() {}

    /**
     * @param status the HTTP status
     * @param retrySafe for an error: whether sending the same again cannot store twice
     * @param retryAfterSeconds for a passing error: when to try again; 0 for none
     */
    record UploadAnswer(
            int status, Buffer body, @Nullable Boolean retrySafe, long retryAfterSeconds) {}

    static UploadAnswer of(UploadOutcome outcome, Language language) {
        return switch (outcome) {
            case UploadOutcome.Stored stored -> stored(stored, language);
            case UploadOutcome.NotStored judged -> notStored(judged, language);
            case UploadOutcome.Refused refused -> refused(refused, language);
            case UploadOutcome.Unavailable unavailable ->
                    unavailable(unavailable.cause(), language);
            case UploadOutcome.Busy _ -> unavailable(UploadError.MEMORY_FULL, language);
            case UploadOutcome.Failed _ ->
                    new UploadAnswer(
                            500,
                            Json.write(ErrorBody.of(UploadError.BUG.body(language), null)),
                            true,
                            0);
            case UploadOutcome.Unknown _ ->
                    new UploadAnswer(
                            503,
                            Json.write(ErrorBody.of(UploadError.UNKNOWN.body(language), "unknown")),
                            false,
                            RETRY_AFTER_SECONDS);
        };
    }

    private static UploadAnswer stored(UploadOutcome.Stored stored, Language language) {
        if (stored.allRejected()) {
            return new UploadAnswer(
                    400,
                    receipt(stored, UploadError.ALL_REJECTED.body(language), language),
                    true,
                    0);
        }
        if (stored.results().isEmpty() && stored.rejected() == 0) {
            return new UploadAnswer(200, plainReceipt(stored), null, 0);
        }
        return new UploadAnswer(200, receipt(stored, null, language), null, 0);
    }

    /** The receipt of most uploads, without a JSON writer: it is on the fast path. */
    private static Buffer plainReceipt(UploadOutcome.Stored stored) {
        String id = stored.id() == null ? "null" : '"' + stored.id().toString() + '"';
        String json =
                "{\"request_id\":"
                        + id
                        + ",\"received\":"
                        + (stored.accepted() + stored.duplicate())
                        + ",\"accepted\":"
                        + stored.accepted()
                        + ",\"duplicate\":"
                        + stored.duplicate()
                        + ",\"rejected\":0,\"warned\":0,\"durable\":\"fsync\",\"results\":[]}";
        return Buffer.buffer(json.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Buffer receipt(
            UploadOutcome.Stored stored, @Nullable ErrorDetail error, Language language) {
        return Json.write(
                new ReceiptBody(
                        stored.id() == null ? null : stored.id().toString(),
                        false,
                        stored.accepted() + stored.duplicate() + stored.rejected(),
                        stored.accepted(),
                        stored.duplicate(),
                        stored.rejected(),
                        stored.warned(),
                        "fsync",
                        error,
                        bodies(stored.results(), language),
                        stored.truncated()));
    }

    private static UploadAnswer notStored(UploadOutcome.NotStored judged, Language language) {
        ErrorDetail error =
                judged.strict()
                        ? UploadError.STRICT.body(language)
                        : judged.allRejected()
                                ? UploadError.ALL_WOULD_BE_REJECTED.body(language)
                                : null;
        ReceiptBody body =
                new ReceiptBody(
                        null,
                        judged.dryRun(),
                        judged.accepted() + judged.duplicate() + judged.rejected(),
                        judged.accepted(),
                        judged.duplicate(),
                        judged.rejected(),
                        judged.warned(),
                        null,
                        error,
                        bodies(judged.results(), language),
                        judged.truncated());
        return error == null
                ? new UploadAnswer(200, Json.write(body), null, 0)
                : new UploadAnswer(400, Json.write(body), true, 0);
    }

    private static List<ResultBody> bodies(List<EventResult> results, Language language) {
        return results.stream().map(result -> ResultBody.of(result, language)).toList();
    }

    private static UploadAnswer refused(UploadOutcome.Refused refused, Language language) {
        Finding finding = refused.finding();
        int status =
                switch (refused.refusal()) {
                    case MALFORMED -> 400;
                    case SWITCHED_OFF -> 403;
                    case UNKNOWN_PROJECT -> 404;
                    case TOO_LARGE -> 413;
                    case UNKNOWN_CODEC -> 415;
                    case OVER_QUOTA -> 429;
                };
        ErrorDetail error =
                new ErrorDetail(
                        finding.code(),
                        FindingWords.message(finding, language),
                        FindingWords.expected(finding.code(), language),
                        finding.got(),
                        finding.pointer());
        return new UploadAnswer(
                status, Json.write(ErrorBody.of(error, null)), true, refused.retryAfterSeconds());
    }

    private static UploadAnswer unavailable(Receipt.Cause cause, Language language) {
        UploadError error =
                switch (cause) {
                    case QUEUE_FULL -> UploadError.QUEUE_FULL;
                    case NO_SPACE -> UploadError.NO_SPACE;
                    case FAILED -> UploadError.FAILED;
                    case CLOSED -> UploadError.CLOSED;
                };
        return unavailable(error, language);
    }

    private static UploadAnswer unavailable(UploadError error, Language language) {
        return new UploadAnswer(
                503,
                Json.write(ErrorBody.of(error.body(language), null)),
                true,
                RETRY_AFTER_SECONDS);
    }

    /** One finding on one event, in words. */
    record ResultBody(
            int index,
            String outcome,
            String code,
            String pointer,
            String expected,
            String got,
            String message) {
        static ResultBody of(EventResult result, Language language) {
            return of(
                    result.index(),
                    result.outcome().name().toLowerCase(Locale.ROOT),
                    result.finding(),
                    language);
        }

        static ResultBody of(int index, String outcome, Finding finding, Language language) {
            return new ResultBody(
                    index,
                    outcome,
                    finding.code(),
                    finding.pointer(),
                    FindingWords.expected(finding.code(), language),
                    finding.got(),
                    FindingWords.message(finding, language));
        }
    }

    /** Why a whole upload failed. */
    record ErrorDetail(String code, String message, String expected, String got, String pointer) {}

    private record ReceiptBody(
            @Nullable String requestId,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean dryRun,
            int received,
            int accepted,
            int duplicate,
            int rejected,
            int warned,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String durable,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ErrorDetail error,
            List<ResultBody> results,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean truncated) {}

    private record ErrorBody(
            int received,
            int accepted,
            int duplicate,
            int rejected,
            int warned,
            ErrorDetail error,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String stored,
            List<ResultBody> results) {
        static ErrorBody of(ErrorDetail error, @Nullable String stored) {
            return new ErrorBody(0, 0, 0, 0, 0, error, stored, List.of());
        }
    }
}
