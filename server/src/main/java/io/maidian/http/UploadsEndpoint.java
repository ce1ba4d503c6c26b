package io.maidian.http;

import io.maidian.catalog.Project;
import io.maidian.query.QueryEngine;
import io.maidian.query.UploadFate;
import java.io.IOException;
import java.util.List;

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
        return ApiAnswer.ok(
                fates.stream().map(fate -> UploadBody.of(fate, request.language())).toList());
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
}
