package io.maidian.http;

import io.maidian.event.Finding;
import io.maidian.http.QuarantinedBody.Reason;
import io.maidian.intake.Language;
import io.maidian.quarantine.Bulk;
import io.maidian.quarantine.BulkRun;
import io.maidian.quarantine.BulkRuns;
import io.maidian.quarantine.Preview;
import io.maidian.quarantine.Quarantine;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /api/projects/{ai}/quarantine/…}: rejected events, all of a search at once. */
final class QuarantineBulkEndpoint {
    private final ProjectLookup projects;
    private final Quarantine quarantine;
    private final BulkRuns runs;

    QuarantineBulkEndpoint(ProjectLookup projects, Quarantine quarantine, BulkRuns runs) {
        this.projects = projects;
        this.quarantine = quarantine;
        this.runs = runs;
    }

    ApiAnswer preview(ApiRequest request) throws IOException {
        String ai = projects.require(request).ai();
        Bulk bulk = QuarantineReader.bulk(request);
        Preview preview = quarantine.preview(ai, bulk.search(), bulk.rule());
        return ApiAnswer.ok(
                new PreviewBody(
                        preview.total(),
                        preview.examined(),
                        preview.passed(),
                        failures(preview.failed(), request.language()),
                        preview.examples().stream()
                                .map(example -> ExampleBody.of(example, request.language()))
                                .toList()));
    }

    ApiAnswer start(ApiRequest request) throws IOException {
        String ai = projects.require(request).ai();
        BulkRun run = runs.start(ai, QuarantineReader.bulk(request));
        if (run == null) {
            throw new ApiProblem(ApiError.TOO_MANY_RUNS);
        }
        return new ApiAnswer(202, RunBody.of(run, request.language()), Map.of());
    }

    ApiAnswer list(ApiRequest request) {
        String ai = projects.require(request).ai();
        return ApiAnswer.ok(
                runs.list(ai).stream().map(run -> RunBody.of(run, request.language())).toList());
    }

    ApiAnswer get(ApiRequest request) {
        return ApiAnswer.ok(RunBody.of(require(request), request.language()));
    }

    ApiAnswer cancel(ApiRequest request) {
        BulkRun run = require(request);
        run.cancel();
        return ApiAnswer.ok(RunBody.of(run, request.language()));
    }

    private BulkRun require(ApiRequest request) {
        String ai = projects.require(request).ai();
        BulkRun run = runs.find(ai, request.pathValue("run"));
        if (run == null) {
            throw new ApiProblem(ApiError.RUN_UNKNOWN, "", request.pathValue("run"));
        }
        return run;
    }

    private static List<FailureBody> failures(Map<String, Long> byCode, Language language) {
        return byCode.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .map(entry ->
                        new FailureBody(
                                entry.getKey(),
                                FindingWords.expected(entry.getKey(), language),
                                entry.getValue()))
                .toList();
    }

    private record FailureBody(String code, String explanation, long count) {}

    private record PreviewBody(
            long total,
            int examined,
            int passed,
            List<FailureBody> failed,
            List<ExampleBody> examples) {}

    private record ExampleBody(
            String id, String before, @Nullable String after, @Nullable Reason reason) {
        static ExampleBody of(Preview.Example example, Language language) {
            Finding reason = example.reason();
            return new ExampleBody(
                    example.id().toString(),
                    example.before(),
                    example.after(),
                    reason == null ? null : Reason.of(reason, language));
        }
    }

    private record StayedBody(String id, Reason reason) {}

    private record RunBody(
            String id,
            String action,
            String state,
            long total,
            long changed,
            long stayed,
            List<FailureBody> failed,
            List<StayedBody> examples,
            @Nullable String problem) {
        static RunBody of(BulkRun run, Language language) {
            BulkRun.Progress progress = run.progress();
            return new RunBody(
                    run.id(),
                    run.bulk().action().name().toLowerCase(Locale.ROOT),
                    progress.state().name().toLowerCase(Locale.ROOT),
                    progress.total(),
                    progress.changed(),
                    progress.stayed(),
                    failures(progress.failed(), language),
                    progress.examples().stream()
                            .map(failure ->
                                    new StayedBody(
                                            failure.id().toString(),
                                            Reason.of(failure.reason(), language)))
                            .toList(),
                    progress.problem());
        }
    }
}
