package io.maidian.http;

import io.maidian.operations.Operation;
import io.maidian.operations.Operations;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /api/operations}: snapshots, compactions, rebuilds and backups. */
final class OperationsEndpoint {
    private static final Set<String> FIELDS = Set.of("kind", "folder");
    private static final String KINDS = "snapshot, compact, rebuild, backup";

    private final Operations operations;

    OperationsEndpoint(Operations operations) {
        this.operations = operations;
    }

    ApiAnswer list(ApiRequest request) {
        return ApiAnswer.ok(operations.list().stream().map(OperationBody::of).toList());
    }

    ApiAnswer get(ApiRequest request) {
        Operation found = operations.find(request.pathValue("id"));
        if (found == null) {
            throw new ApiProblem(ApiError.OPERATION_UNKNOWN, "", request.pathValue("id"));
        }
        return ApiAnswer.ok(OperationBody.of(found));
    }

    ApiAnswer start(ApiRequest request) {
        Fields fields = new Fields(request.body(), "", FIELDS);
        Operation.Kind kind =
                fields.get("kind") == null
                        ? kindMissing(fields)
                        : fields.choice("kind", Operation.Kind.class, Operation.Kind.SNAPSHOT);
        Operation begun = operations.submit(kind, folder(fields, kind));
        if (begun == null) {
            throw new ApiProblem(ApiError.OPERATION_RUNS);
        }
        return new ApiAnswer(202, OperationBody.of(begun), Map.of());
    }

    private static Operation.Kind kindMissing(Fields fields) {
        throw new ApiProblem(ApiError.BAD_VALUE, fields.at("kind"), null, KINDS);
    }

    /** A backup's folder on the server's machine; nothing else has one. */
    private static @Nullable Path folder(Fields fields, Operation.Kind kind) {
        if (kind != Operation.Kind.BACKUP) {
            if (fields.get("folder") != null) {
                throw new ApiProblem(
                        ApiError.BAD_VALUE, fields.at("folder"), "", "only for a backup");
            }
            return null;
        }
        String text = fields.requiredText("folder");
        try {
            Path path = Path.of(text);
            if (path.isAbsolute()) {
                return path.normalize();
            }
        } catch (InvalidPathException e) {
            throw new ApiProblem(ApiError.BAD_VALUE, fields.at("folder"), text, "a folder");
        }
        throw new ApiProblem(
                ApiError.BAD_VALUE, fields.at("folder"), text, "the absolute path of a folder");
    }

    private record OperationBody(
            String id,
            String kind,
            @Nullable String folder,
            long startedMillis,
            String state,
            String phase,
            int percent,
            long events,
            long eventsPerSecond,
            @Nullable Long remainingSeconds,
            @Nullable String problem,
            Operation.@Nullable Result result) {
        static OperationBody of(Operation operation) {
            Operation.Progress progress = operation.progress();
            Path folder = operation.folder();
            return new OperationBody(
                    operation.id(),
                    operation.kind().name().toLowerCase(Locale.ROOT),
                    folder == null ? null : folder.toString(),
                    operation.startedMillis(),
                    progress.state().name().toLowerCase(Locale.ROOT),
                    progress.phase(),
                    progress.percent(),
                    progress.events(),
                    progress.eventsPerSecond(),
                    progress.remainingSeconds() < 0 ? null : progress.remainingSeconds(),
                    progress.problem(),
                    progress.result());
        }
    }
}
