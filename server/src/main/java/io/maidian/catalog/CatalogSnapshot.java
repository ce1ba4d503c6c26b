package io.maidian.catalog;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that the upload path needs of the catalog, at one moment. Immutable: an upload is judged
 * against one snapshot.
 */
public record CatalogSnapshot(Map<String, Project> projects) {
    public CatalogSnapshot {
        projects = Map.copyOf(projects);
    }

    /** The project of this id, or null. */
    public @Nullable Project project(String ai) {
        return projects.get(ai);
    }
}
