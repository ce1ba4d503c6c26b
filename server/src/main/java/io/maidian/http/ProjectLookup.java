package io.maidian.http;

import io.maidian.catalog.Catalog;
import io.maidian.catalog.Project;

/** Finds the project that a path names. */
final class ProjectLookup {
    private final Catalog catalog;

    ProjectLookup(Catalog catalog) {
        this.catalog = catalog;
    }

    /**
     * The project of the path's {@code ai}.
     *
     * @throws ApiProblem 404 if there is none
     */
    Project require(ApiRequest request) {
        return require(request.pathValue("ai"));
    }

    Project require(String ai) {
        Project project = catalog.snapshot().project(ai);
        if (project == null) {
            throw new ApiProblem(ApiError.PROJECT_UNKNOWN, "", ai);
        }
        return project;
    }
}
