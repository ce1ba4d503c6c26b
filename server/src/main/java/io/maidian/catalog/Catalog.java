package io.maidian.catalog;

import java.io.Closeable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What people declare. {@link #snapshot} never blocks and may be called anywhere; everything else
 * blocks on the disk and belongs on a worker thread. Changes are durable on return and seen by the
 * next {@link #snapshot}.
 */
public interface Catalog extends Closeable {
    CatalogSnapshot snapshot();

    /** All projects, oldest first. */
    List<Project> projects();

    /** Adds a project; false if there is one with this id. */
    boolean addProject(Project project);

    /** The declared events of a project, by key. */
    List<EventDefinition> events(String ai);

    /** Declares an event; an earlier declaration of its key is replaced. */
    void declare(String ai, EventDefinition event);

    /** The saved charts of a project, newest first. */
    List<Chart> charts(String ai);

    @Nullable Chart chart(String ai, String id);

    /** Saves a chart; one with the same project and id is replaced. */
    void saveChart(Chart chart);

    /** Deletes a chart; false if there was none. */
    boolean deleteChart(String ai, String id);

    /**
     * Remembers a session by the SHA-256 of its secret (hex), until it expires. Expired ones are
     * forgotten on the way.
     */
    void addSession(String secretHash, long createdMillis, long expiresMillis);

    /** Whether there is such a session that expires after this moment. */
    boolean hasSession(String secretHash, long nowMillis);

    void deleteSession(String secretHash);

    @Override
    void close();
}
