package io.maidian.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.maidian.event.Finding;
import io.maidian.event.RejectionId;
import io.maidian.http.QuarantinedBody.Reason;
import io.maidian.intake.EventTrial;
import io.maidian.intake.Language;
import io.maidian.log.EventRecord;
import io.maidian.quarantine.Quarantine;
import io.maidian.query.QuarantinedEvent;
import io.maidian.query.QueryEngine;
import io.maidian.query.RejectionCounts;
import io.maidian.query.RejectionPage;
import io.maidian.query.RejectionSearch;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** {@code /api/projects/{ai}/quarantine…}: rejected events, one by one. */
final class QuarantineEndpoint {
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 500;
    private static final long PAGE_CHARS = 4L << 20;

    private final ProjectLookup projects;
    private final QueryEngine engine;
    private final Quarantine quarantine;

    QuarantineEndpoint(ProjectLookup projects, QueryEngine engine, Quarantine quarantine) {
        this.projects = projects;
        this.engine = engine;
        this.quarantine = quarantine;
    }

    ApiAnswer list(ApiRequest request) throws IOException {
        String ai = projects.require(request).ai();
        RejectionSearch search = QuarantineReader.search(request);
        RejectionPage page =
                engine.rejectedEvents(
                        ai,
                        search,
                        new RejectionPage.Request(
                                QuarantineReader.cursor(request),
                                request.limit(DEFAULT_LIMIT, MAX_LIMIT),
                                PAGE_CHARS));
        RejectionId next = page.next();
        return ApiAnswer.ok(
                new PageBody(
                        page.events().stream()
                                .map(event -> QuarantinedBody.listed(event, request.language()))
                                .toList(),
                        next == null ? null : next.toString()));
    }

    ApiAnswer counts(ApiRequest request) throws IOException {
        String ai = projects.require(request).ai();
        RejectionCounts counts = engine.rejectionCounts(ai, QuarantineReader.search(request));
        return ApiAnswer.ok(
                new CountsBody(
                        counts.byCode().stream()
                                .map(group -> CodeBody.of(group, request.language()))
                                .toList(),
                        counts.byEvent().stream().map(EventBody::of).toList()));
    }

    ApiAnswer get(ApiRequest request) throws IOException {
        String ai = projects.require(request).ai();
        QuarantinedEvent event = engine.rejectedEvent(ai, QuarantineReader.id(request));
        if (event == null) {
            throw unknown(request);
        }
        return ApiAnswer.ok(QuarantinedBody.whole(event, request.language()));
    }

    ApiAnswer check(ApiRequest request) throws IOException {
        String ai = projects.require(request).ai();
        EventTrial.Outcome outcome =
                quarantine.check(ai, QuarantineReader.id(request), QuarantineReader.raw(request));
        return switch (outcome) {
            case null -> throw unknown(request);
            case EventTrial.Passes(EventRecord event) ->
                    ApiAnswer.ok(
                            new CheckBody(
                                    event.warnings().isEmpty() ? "accepted" : "warned",
                                    event.warnings().stream()
                                            .map(w -> Reason.of(w, request.language()))
                                            .toList(),
                                    event.eventMillis()));
            case EventTrial.Fails(Finding reason) ->
                    ApiAnswer.ok(
                            new CheckBody(
                                    "rejected",
                                    List.of(Reason.of(reason, request.language())),
                                    null));
        };
    }

    ApiAnswer replay(ApiRequest request) throws IOException {
        String ai = projects.require(request).ai();
        RejectionId id = QuarantineReader.id(request);
        return answer(request, quarantine.replay(ai, id, QuarantineReader.raw(request)));
    }

    ApiAnswer discard(ApiRequest request) throws IOException {
        String ai = projects.require(request).ai();
        return answer(request, quarantine.discard(ai, QuarantineReader.id(request)));
    }

    ApiAnswer restore(ApiRequest request) throws IOException {
        String ai = projects.require(request).ai();
        return answer(request, quarantine.restore(ai, QuarantineReader.id(request)));
    }

    private ApiAnswer answer(ApiRequest request, Quarantine.Change change) throws IOException {
        return switch (change) {
            case Quarantine.Done() -> get(request);
            case Quarantine.Missing() -> throw unknown(request);
            case Quarantine.NotPossible(var state) ->
                    throw new ApiProblem(
                            ApiError.REJECTION_STATE, "", state.name().toLowerCase(Locale.ROOT));
            case Quarantine.Failed(Finding reason) ->
                    throw new ApiProblem(
                            ApiError.MEND_FAILS,
                            reason.pointer(),
                            reason.got(),
                            FindingWords.message(reason, request.language()));
        };
    }

    private static ApiProblem unknown(ApiRequest request) {
        return new ApiProblem(ApiError.REJECTION_UNKNOWN, "", request.pathValue("id"));
    }

    private record PageBody(List<QuarantinedBody> events, @Nullable String next) {}

    private record CountsBody(List<CodeBody> byCode, List<EventBody> byEvent) {}

    /**
     * @param explanation what the rule wants, in the caller's language
     */
    private record CodeBody(
            String code,
            String explanation,
            long ever,
            long open,
            long replayed,
            long discarded,
            long counted) {
        static CodeBody of(RejectionCounts.Group group, Language language) {
            String code = group.value() == null ? "" : group.value();
            return new CodeBody(
                    code,
                    FindingWords.expected(code, language),
                    group.ever(),
                    group.open(),
                    group.replayed(),
                    group.discarded(),
                    group.counted());
        }
    }

    private record EventBody(
            @Nullable String key,
            long ever,
            long open,
            long replayed,
            long discarded,
            long counted) {
        static EventBody of(RejectionCounts.Group group) {
            return new EventBody(
                    group.value(),
                    group.ever(),
                    group.open(),
                    group.replayed(),
                    group.discarded(),
                    group.counted());
        }
    }

    private record CheckBody(
            String outcome,
            List<Reason> results,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long eventTime) {}
}
