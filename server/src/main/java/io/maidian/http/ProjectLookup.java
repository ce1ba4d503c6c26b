package io.maidian.http;

import io.maidian.catalog.Catalog;
import io.maidian.catalog.CatalogSnapshot;
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
        return entry(ai).project();
    }

    /**
     * The project of the path's {@code ai} with what is set for it.
     *
     * @throws ApiProblem 404 if there is none
     */
    CatalogSnapshot.Entry entry(ApiRequest request) {
        return entry(request.pathValue("ai"));
    }

    private CatalogSnapshot.Entry entry(String ai) {
        CatalogSnapshot.Entry entry = catalog.snapshot().entry(ai);
        if (entry == null) {
            throw new ApiProblem(ApiError.PROJECT_UNKNOWN, "", ai);
        }
        return entry;
    }
}
