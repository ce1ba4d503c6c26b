package io.maidian.http;

import io.maidian.catalog.Project;
import io.maidian.event.Event;
import io.maidian.event.Finding;
import io.maidian.event.RefusedUpload;
import io.maidian.event.RejectedEvent;
import io.maidian.event.Value;
import io.maidian.event.Variable;
import io.maidian.http.Answers.ErrorDetail;
import io.maidian.http.Answers.ResultBody;
import io.maidian.intake.Language;
import io.maidian.query.QueryEngine;
import io.maidian.query.UploadFate;
import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code GET /api/projects/{ai}/uploads}: the latest uploads with each event's outcome. */
final class UploadsEndpoint implements Endpoint.Blocking {
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;

    private final ProjectLookup projects;
    private final QueryEngine engine;

    UploadsEndpoint(ProjectLookup projects, QueryEngine engine) {
        this.projects = projects;
        this.engine = engine;
    }

    @Override
    public ApiAnswer answer(ApiRequest request) throws IOException {
        Project project = projects.require(request);
        List<UploadFate> fates = engine.latestUploads(project.ai(), limit(request));
        return ApiAnswer.ok(fates.stream().map(fate -> Body.of(fate, request.language())).toList());
    }

    private static int limit(ApiRequest request) {
        String given = request.query().get("limit");
        if (given == null) {
            return DEFAULT_LIMIT;
        }
        try {
            int limit = Integer.parseInt(given);
            if (limit >= 1 && limit <= MAX_LIMIT) {
                return limit;
            }
        } catch (NumberFormatException e) {
            throw badLimit(given);
        }
        throw badLimit(given);
    }

    private static ApiProblem badLimit(String given) {
        return new ApiProblem(ApiError.BAD_VALUE, "limit", given, "1-" + MAX_LIMIT);
    }

    private record Body(
            String requestId,
            long time,
            @Nullable Long stm,
            long received,
            long accepted,
            int duplicate,
            long rejected,
            long warned,
            @Nullable ErrorDetail error,
            @Nullable String sample,
            List<EventBody> events) {
        static Body of(UploadFate fate, Language language) {
            RefusedUpload refused = fate.refused();
            return new Body(
                    fate.upload().id().toString(),
                    fate.upload().receivedMillis(),
                    fate.upload().sentMillis(),
                    fate.accepted() + fate.rejected(),
                    fate.accepted(),
                    0,
                    fate.rejected(),
                    fate.warned(),
                    refused == null ? null : detail(refused.reason(), language),
                    refused == null ? null : refused.sample(),
                    Stream.concat(
                                    fate.events().stream().map(e -> EventBody.of(e, language)),
                                    fate.rejectedEvents().stream()
                                            .map(e -> EventBody.of(e, language)))
                            .sorted(Comparator.comparingInt(EventBody::index))
                            .toList());
        }

        private static ErrorDetail detail(Finding finding, Language language) {
            return new ErrorDetail(
                    finding.code(),
                    FindingWords.message(finding, language),
                    FindingWords.expected(finding.code(), language),
                    finding.got(),
                    finding.pointer());
        }
    }

    private record EventBody(
            int index,
            String outcome,
            @Nullable String key,
            @Nullable String user,
            @Nullable Long eventTime,
            @Nullable Map<String, Object> variables,
            @Nullable String raw,
            List<ResultBody> results) {
        static EventBody of(Event event, Language language) {
            String outcome = event.warnings().isEmpty() ? "accepted" : "warned";
            Map<String, Object> variables = new LinkedHashMap<>();
            for (Variable variable : event.variables()) {
                variables.put(variable.key(), plain(variable.value()));
            }
            return new EventBody(
                    event.index(),
                    outcome,
                    event.key(),
                    event.user(),
                    event.eventMillis(),
                    variables,
                    null,
                    event.warnings().stream()
                            .map(f -> ResultBody.of(event.index(), "warned", f, language))
                            .toList());
        }

        static EventBody of(RejectedEvent event, Language language) {
            return new EventBody(
                    event.index(),
                    "rejected",
                    event.key(),
                    event.user(),
                    null,
                    null,
                    event.raw(),
                    List.of(ResultBody.of(event.index(), "rejected", event.reason(), language)));
        }

        private static Object plain(Value value) {
            return switch (value) {
                case Value.Text text -> text.text();
                case Value.Whole whole -> whole.number();
                case Value.Decimal decimal -> decimal.number();
            };
        }
    }
}
