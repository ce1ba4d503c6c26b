package io.maidian.http;

import io.maidian.catalog.Catalog;
import io.maidian.catalog.CatalogSnapshot;
import io.maidian.catalog.Project;
import io.maidian.catalog.ProjectSettings;
import io.maidian.diagnosis.Cause;
import io.maidian.diagnosis.Diagnosis;
import io.maidian.diagnosis.Facts;
import io.maidian.diagnosis.Step;
import io.maidian.event.Finding;
import io.maidian.event.RefusedUpload;
import io.maidian.intake.CapturedUpload;
import io.maidian.intake.Captures;
import io.maidian.intake.Language;
import io.maidian.intake.UnknownProjects;
import io.maidian.intake.UploadOutcome;
import io.maidian.live.IndexLag;
import io.maidian.ops.Clock;
import io.maidian.query.Answer;
import io.maidian.query.EventSelection;
import io.maidian.query.Query;
import io.maidian.query.QueryEngine;
import io.maidian.query.SeenEvent;
import io.maidian.query.TimeRange;
import io.maidian.query.UploadFate;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code POST /api/projects/{ai}/diagnosis}: why an event is not seen. Gathers what is known and
 * lets {@link Diagnosis} walk over it.
 */
final class DiagnosisEndpoint implements Endpoint.Asking {
    private static final int LATEST = 20;
    private static final int MAX_CHARS = 510;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

    private final ProjectLookup projects;
    private final Catalog catalog;
    private final QueryEngine engine;
    private final Captures captures;
    private final IndexLag lag;
    private final Clock clock;

    DiagnosisEndpoint(ProjectLookup projects, HttpParts parts) {
        this.projects = projects;
        catalog = parts.catalog();
        engine = parts.engine();
        captures = parts.captures();
        lag = parts.lag();
        clock = parts.clock();
    }

    /** What is asked, and the chart that does not show it. */
    private record Asked(Facts.Asked event, Query.Trend chart) {
        EventSelection selection() {
            TimeRange range = chart.range();
            return new EventSelection(
                    chart.event(), range.fromMillis(), range.toMillis(), chart.axis());
        }
    }

    @Override
    public ApiAnswer answer(ApiRequest request) throws IOException {
        Project project = projects.require(request);
        Asked asked = read(request.body(), project);
        Facts facts = facts(project, asked, request.language());
        LongFunction<String> time =
                millis -> TIME.format(Instant.ofEpochMilli(millis).atZone(project.zone()));
        return ApiAnswer.ok(Body.of(Diagnosis.of(facts, time), request.language()));
    }

    private Asked read(JsonNode body, Project project) {
        Fields fields =
                new Fields(
                        body,
                        "",
                        Set.of("event", "user", "sent", "from", "to", "last", "time", "target"));
        String user = text(fields, "user");
        Long sent = fields.optionalMillis("sent");
        text(fields, "event");
        ObjectNode question = ((ObjectNode) body).deepCopy().put("kind", "trend");
        question.remove(List.of("user", "sent"));
        Query.Trend trend = QueryReader.read(question, "", project, clock);
        return new Asked(new Facts.Asked(trend.event(), user, sent, trend.axis()), trend);
    }

    private static @Nullable String text(Fields fields, String name) {
        String text = fields.optionalText(name);
        if (text != null && text.length() > MAX_CHARS) {
            throw new ApiProblem(ApiError.BAD_VALUE, fields.at(name), text, "1-255 characters");
        }
        return text;
    }

    private Facts facts(Project project, Asked asked, Language language) throws IOException {
        String ai = project.ai();
        List<CapturedUpload> kept = captures.newest(ai);
        List<UploadFate> latest = engine.latestUploads(ai, LATEST);
        IndexLag.Lag behind = lag.now();
        return new Facts(
                asked.event(),
                new Facts.ProjectFacts(
                        ai,
                        settings(ai),
                        latest(kept, latest),
                        catalog.events(ai).stream()
                                .anyMatch(each -> each.key().equals(asked.event().event())),
                        elsewhere(),
                        refused(kept, List.of(), language, status -> status == TOO_MANY_REQUESTS),
                        refused(
                                kept,
                                latest,
                                language,
                                status ->
                                        status >= 400
                                                && status < 500
                                                && status != 403
                                                && status != TOO_MANY_REQUESTS)),
                engine.eventFacts(ai, asked.selection(), asked.event().user()),
                engine.seenEvents(ai).stream().map(SeenEvent::key).toList(),
                chart(project, asked.chart()),
                new Facts.Lag(behind.bytes(), behind.seconds()));
    }

    private ProjectSettings settings(String ai) {
        CatalogSnapshot.Entry entry = catalog.snapshot().entry(ai);
        return entry == null ? ProjectSettings.DEFAULTS : entry.settings();
    }

    private static @Nullable Long latest(List<CapturedUpload> kept, List<UploadFate> stored) {
        Long memory = kept.isEmpty() ? null : kept.getFirst().receivedMillis();
        Long store = stored.isEmpty() ? null : stored.getFirst().upload().receivedMillis();
        if (memory == null || store == null) {
            return memory == null ? store : memory;
        }
        return Math.max(memory, store);
    }

    private Facts.@Nullable Elsewhere elsewhere() {
        List<UnknownProjects.Refusals> unknown = captures.unknownProjects().latest();
        if (unknown.isEmpty()) {
            return null;
        }
        UnknownProjects.Refusals latest = unknown.getFirst();
        return new Facts.Elsewhere(
                latest.ai(), latest.count(), latest.lastMillis(), latest.client());
    }

    private Facts.Chart chart(Project project, Query.Trend trend) throws IOException {
        Answer shown = engine.answer(project, trend);
        return new Facts.Chart(total(shown), shown.emptyReason());
    }

    private static long total(Answer answer) {
        return answer.series().stream().mapToLong(series -> series.total().longValue()).sum();
    }

    /** Uploads refused whole that are in memory or among the latest of the store. */
    private static Facts.@Nullable Refused refused(
            List<CapturedUpload> kept,
            List<UploadFate> stored,
            Language language,
            Predicate<Integer> status) {
        List<Facts.Refused> found = new ArrayList<>();
        Set<String> inMemory = new HashSet<>();
        for (CapturedUpload upload : kept) {
            Answers.UploadAnswer answer = Answers.of(upload.outcome(), language);
            if (!(upload.outcome() instanceof UploadOutcome.Stored)
                    && status.test(answer.status())) {
                JsonNode error = Json.MAPPER.readTree(answer.body().getBytes()).path("error");
                String code = error.path("code").asString();
                inMemory.add(upload.receivedMillis() + code);
                found.add(
                        new Facts.Refused(
                                1,
                                upload.receivedMillis(),
                                code,
                                error.path("message").asString()));
            }
        }
        for (UploadFate fate : stored) {
            RefusedUpload refused = fate.refused();
            if (refused != null) {
                Finding reason = refused.reason();
                long received = fate.upload().receivedMillis();
                if (!inMemory.contains(received + reason.code())) {
                    String words = FindingWords.message(reason, language);
                    found.add(new Facts.Refused(1, received, reason.code(), words));
                }
            }
        }
        return found.stream()
                .max(Comparator.comparingLong(Facts.Refused::lastMillis))
                .map(last ->
                        new Facts.Refused(
                                found.size(), last.lastMillis(), last.code(), last.reason()))
                .orElse(null);
    }

    private record Body(String verdict, String message, String action, List<StepBody> steps) {
        static Body of(Diagnosis diagnosis, Language language) {
            StepBody verdict = StepBody.of(diagnosis.verdict(), language);
            return new Body(
                    verdict.code(),
                    verdict.message(),
                    verdict.action(),
                    diagnosis.steps().stream().map(step -> StepBody.of(step, language)).toList());
        }
    }

    private record StepBody(
            String step,
            String verdict,
            String code,
            String message,
            String action,
            Map<String, String> values) {
        static StepBody of(Step step, Language language) {
            Cause cause = step.cause();
            Map<String, String> values = new HashMap<>(step.values());
            String code = values.get("code");
            if (code != null && !values.containsKey("reason")) {
                values.put("reason", FindingWords.expected(code, language));
            }
            return new StepBody(
                    lowerCase(cause.question()),
                    lowerCase(cause.verdict()),
                    cause.code(),
                    cause.message(values, language),
                    lowerCase(cause.action()),
                    values);
        }

        private static String lowerCase(Enum<?> constant) {
            return constant.name().toLowerCase(Locale.ROOT);
        }
    }
}
