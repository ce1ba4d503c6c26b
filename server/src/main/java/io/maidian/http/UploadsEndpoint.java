package io.maidian.http;

import io.maidian.catalog.Project;
import io.maidian.query.QueryEngine;
import io.maidian.query.UploadFate;
import java.io.IOException;
import java.util.List;

/** {@code GET /api/projects/{ai}/uploads}: the latest uploads with each event's outcome. */
final class UploadsEndpoint implements Endpoint.Asking {
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
        List<UploadFate> fates =
                engine.latestUploads(project.ai(), request.limit(DEFAULT_LIMIT, MAX_LIMIT));
        return ApiAnswer.ok(
                fates.stream().map(fate -> UploadBody.of(fate, request.language())).toList());
    }
}
