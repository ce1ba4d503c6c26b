package io.maidian.http;

import io.maidian.event.Event;
import io.maidian.event.Finding;
import io.maidian.event.RefusedUpload;
import io.maidian.event.RejectedEvent;
import io.maidian.event.RequestId;
import io.maidian.http.Answers.ErrorDetail;
import io.maidian.http.Answers.ResultBody;
import io.maidian.intake.CapturedEvent;
import io.maidian.intake.CapturedUpload;
import io.maidian.intake.Language;
import io.maidian.query.UploadFate;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One upload in the debugger's list.
 *
 * @param id by which it is looked up: its request id, or a number in memory
 * @param requestId null where it was not stored under one
 * @param status what its sender was answered; null where only the store knows of it
 * @param error why all of it was refused
 * @param captured whether the request is kept as it came
 * @param matching how many of its events that are known here meet the filter
 * @param events the first of these
 */
record DebuggerRow(
        String id,
        @Nullable String requestId,
        long time,
        @Nullable Integer status,
        @Nullable String client,
        long received,
        long accepted,
        long duplicate,
        long rejected,
        long warned,
        @Nullable Object error,
        boolean captured,
        int matching,
        List<EventLine> events) {
    private static final int SHOWN = 20;

    /** One event of it. */
    record EventLine(
            int index,
            String outcome,
            @Nullable String key,
            @Nullable String user,
            List<ResultBody> results) {
        static EventLine of(CapturedEvent event, Language language) {
            String outcome = event.outcome().name().toLowerCase(Locale.ROOT);
            return new EventLine(
                    event.index(),
                    outcome,
                    event.key(),
                    event.user(),
                    results(event.index(), outcome, event.findings(), language));
        }

        private static EventLine of(Event event, Language language) {
            String outcome = event.warnings().isEmpty() ? "accepted" : "warned";
            return new EventLine(
                    event.index(),
                    outcome,
                    event.key(),
                    event.user(),
                    results(event.index(), outcome, event.warnings(), language));
        }

        private static EventLine of(RejectedEvent event, Language language) {
            return new EventLine(
                    event.index(),
                    "rejected",
                    event.key(),
                    event.user(),
                    results(event.index(), "rejected", List.of(event.reason()), language));
        }

        private static List<ResultBody> results(
                int index, String outcome, List<Finding> findings, Language language) {
            return findings.stream()
                    .map(finding -> ResultBody.of(index, outcome, finding, language))
                    .toList();
        }
    }

    /** How a captured upload is looked up. */
    static String id(CapturedUpload upload) {
        RequestId id = upload.requestId();
        return id == null || upload.retry() ? "m" + upload.number() : id.toString();
    }

    /** The row of a captured upload, or null if it does not match. */
    static @Nullable DebuggerRow of(CapturedUpload upload, UploadFilter filter, Language language) {
        Answers.UploadAnswer answer = Answers.of(upload.outcome(), language);
        JsonNode told = Json.MAPPER.readTree(answer.body().getBytes());
        JsonNode error = told.path("error");
        List<CapturedEvent> events = filter.matching(upload);
        if (events.isEmpty() || !filter.isConditional()) {
            String code = error.isObject() ? error.path("code").asString() : null;
            if (!filter.matchesWhole(upload, code)) {
                return null;
            }
        }
        RequestId requestId = upload.requestId();
        return new DebuggerRow(
                id(upload),
                requestId == null ? null : requestId.toString(),
                upload.receivedMillis(),
                answer.status(),
                upload.sender().client(),
                told.path("received").asLong(),
                told.path("accepted").asLong(),
                told.path("duplicate").asLong(),
                told.path("rejected").asLong(),
                told.path("warned").asLong(),
                error.isObject() ? error : null,
                true,
                events.size(),
                events.stream()
                        .sorted(Comparator.comparing(each -> each.findings().isEmpty()))
                        .limit(SHOWN)
                        .map(each -> EventLine.of(each, language))
                        .toList());
    }

    /** The row of an upload that the store knows. */
    static DebuggerRow of(UploadFate fate, Language language) {
        RefusedUpload refused = fate.refused();
        String id = fate.upload().id().toString();
        return new DebuggerRow(
                id,
                id,
                fate.upload().receivedMillis(),
                null,
                null,
                fate.accepted() + fate.rejected(),
                fate.accepted(),
                0,
                fate.rejected(),
                fate.warned(),
                refused == null ? null : error(refused.reason(), language),
                false,
                fate.events().size() + fate.rejectedEvents().size(),
                Stream.concat(
                                fate.rejectedEvents().stream()
                                        .map(event -> EventLine.of(event, language)),
                                fate.events().stream().map(event -> EventLine.of(event, language)))
                        .toList());
    }

    private static ErrorDetail error(Finding finding, Language language) {
        return new ErrorDetail(
                finding.code(),
                FindingWords.message(finding, language),
                FindingWords.expected(finding.code(), language),
                finding.got(),
                finding.pointer());
    }

    /** By which a refused upload in memory and its sample in the store are seen to be one. */
    @Nullable String refusal() {
        return switch (error) {
            case ErrorDetail detail -> time + " " + detail.code();
            case JsonNode node when requestId == null -> time + " " + node.path("code").asString();
            case null, default -> null;
        };
    }
}
