package io.maidian.catalog;

import io.maidian.event.RetentionCutoffs;
import java.io.Closeable;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What people declare. {@link #snapshot} never blocks and may be called anywhere; everything else
 * blocks on the disk and belongs on a worker thread. Changes are durable on return and seen by the
 * next {@link #snapshot}. Where the disk fails, a method throws {@link
 * java.io.UncheckedIOException} and nothing has changed. Safe for any thread.
 */
public interface Catalog extends Closeable {
    /** How many sessions are kept; a further one drives out the oldest. */
    int MAX_SESSIONS = 1_000;

    /** What the upload path needs, as of the last change; all projects and their settings. */
    CatalogSnapshot snapshot();

    /** All projects, oldest first; those of one moment in the order in which they were added. */
    List<Project> projects();

    /** Adds a project; false if there is one with this id. */
    boolean addProject(Project project);

    /**
     * Changes a project's name and zone: to those of what the change makes of it as it is. Two
     * changes at once follow each other. What the change throws is thrown on, and nothing has
     * changed.
     *
     * @return the project as it is now
     * @throws IllegalArgumentException if there is none
     */
    Project changeProject(String ai, UnaryOperator<Project> change);

    /**
     * Changes what is set for a project: what the change makes of the settings as they are. Two
     * changes at once follow each other. What the change throws is thrown on, and nothing has
     * changed.
     *
     * @return the settings as they are now
     * @throws IllegalArgumentException if there is no such project
     */
    ProjectSettings changeSettings(String ai, UnaryOperator<ProjectSettings> change);

    /**
     * Notes what is about to be dropped for good, before it is: a store that is made anew from a
     * copy and the log drops it too. A cutoff never falls, but for one that lies in the future,
     * which a wrong clock has left. Projects that there are not are passed over.
     */
    void raiseCutoffs(RetentionCutoffs cutoffs, long nowMillis);

    /** What was noted last. */
    RetentionCutoffs cutoffs();

    /** The declared events of a project, by key in the order of code points. */
    List<EventDefinition> events(String ai);

    /** The declared variables of a project, by key in the order of code points. */
    List<VariableDefinition> variables(String ai);

    /**
     * Declares an event and its variables; earlier declarations of their keys are replaced, those
     * of the variables for all events that bear them.
     *
     * @param plan what the declaration was judged by
     * @return false, and nothing has changed, where another plan holds by now: the declaration is
     *     to be judged again
     * @throws IllegalArgumentException if there is no such project
     * @throws InvalidFieldException if a key that is new is taken by one of the other kind: keys
     *     are unique across the events and variables of a project
     */
    boolean declare(String ai, EventDefinition event, TrackingPlan plan);

    /**
     * Declares a variable, whether events bear it or not; an earlier declaration of its key is
     * replaced, for all events that bear it.
     *
     * @param plan what the declaration was judged by
     * @return false, and nothing has changed, where another plan holds by now: the declaration is
     *     to be judged again
     * @throws IllegalArgumentException if there is no such project
     * @throws InvalidFieldException if its key is new and an event's
     */
    boolean declare(String ai, VariableDefinition variable, TrackingPlan plan);

    /**
     * Removes the declaration of an event; its variables stay declared. False if there was none.
     */
    boolean removeEvent(String ai, String key);

    /** Removes the declaration of a variable, also from events. False if there was none. */
    boolean removeVariable(String ai, String key);

    /** The saved charts of a project, newest first; of one moment, the last added first. */
    List<Chart> charts(String ai);

    /** The chart of this project and id, or null. */
    @Nullable Chart chart(String ai, String id);

    /**
     * Saves a chart; one with the same project and id is replaced.
     *
     * @throws IllegalArgumentException if there is no such project
     */
    void saveChart(Chart chart);

    /** Deletes a chart; false if there was none. */
    boolean deleteChart(String ai, String id);

    /**
     * Remembers a session by the SHA-256 of its secret (hex), until it expires. Expired ones are
     * forgotten on the way. At most {@link #MAX_SESSIONS} are kept, the newest.
     */
    void addSession(String secretHash, long createdMillis, long expiresMillis);

    /** Whether there is such a session that expires after this moment. */
    boolean hasSession(String secretHash, long nowMillis);

    /** Forgets a session, if it is there. */
    void deleteSession(String secretHash);

    @Override
    void close();
}
