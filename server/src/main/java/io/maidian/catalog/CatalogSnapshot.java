package io.maidian.catalog;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that the upload path needs of the catalog, at one moment. Immutable: an upload is judged
 * against one snapshot.
 *
 * @param entries by project id
 */
public record CatalogSnapshot(Map<String, Entry> entries) {
    public CatalogSnapshot {
        entries = Map.copyOf(entries);
    }

    /** One project and all that is set for it: one look-up an upload. */
    public record Entry(Project project, ProjectSettings settings, TrackingPlan plan) {
        /** One in which nothing is declared. */
        public Entry(Project project, ProjectSettings settings) {
            this(project, settings, TrackingPlan.EMPTY);
        }
    }

    /** The project of this id with what is set for it, or null. */
    public @Nullable Entry entry(String ai) {
        return entries.get(ai);
    }

    /** What is declared in this project; empty where there is no such project. */
    public TrackingPlan plan(String ai) {
        Entry entry = entries.get(ai);
        return entry == null ? TrackingPlan.EMPTY : entry.plan;
    }

    /** The project of this id, or null. */
    public @Nullable Project project(String ai) {
        Entry entry = entries.get(ai);
        return entry == null ? null : entry.project;
    }
}
