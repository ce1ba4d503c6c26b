package io.maidian.query;

import io.maidian.catalog.Project;
import io.maidian.catalog.VariableDefinition;
import io.maidian.event.RejectionId;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions from what is stored. Blocking: call it on a bounded pool of platform threads. A
 * question whose caller has gone ({@link io.maidian.ops.Cancellation}) may be given up, by a {@link
 * java.util.concurrent.CancellationException}. Safe for several threads.
 */
public interface QueryEngine {
    /** After which a question is given up, waiting for its turn included. */
    Duration timeout();

    Answer answer(Project project, Query query) throws IOException;

    /** The kinds of event that arrived in a project, latest received first. */
    List<SeenEvent> seenEvents(String ai) throws IOException;

    /**
     * How many values of an event's variables do not fit their declared types, of those variables
     * that ever had such a value.
     *
     * @param declared the project's variables
     * @param received when the events were received
     */
    List<VariableMisfits> misfits(
            String ai, String event, List<VariableDefinition> declared, TimeRange received)
            throws IOException;

    /** The latest uploads of a project, newest first. */
    List<UploadFate> latestUploads(String ai, int limit) throws IOException;

    /**
     * Accepted events of a project in the order of the log, page by page: what was stored when the
     * first page was asked for is in one of them, once.
     */
    EventPage events(String ai, EventSelection selection, EventPage.Request page)
            throws IOException;

    /** Rejected events of a project, newest first. */
    RejectionPage rejectedEvents(String ai, RejectionSearch search, RejectionPage.Request page)
            throws IOException;

    /** How many events of a project were rejected. */
    RejectionCounts rejectionCounts(String ai, RejectionSearch search) throws IOException;

    /** One rejected event, or null where there is none of this name. */
    @Nullable QuarantinedEvent rejectedEvent(String ai, RejectionId id) throws IOException;

    /**
     * The latest uploads of a project that a search is for, within {@link
     * UploadSearch#REACH_BYTES}.
     */
    UploadsFound findUploads(String ai, UploadSearch search) throws IOException;

    /**
     * What the store knows of an event key.
     *
     * @param selection the key, and the range that is asked for
     * @param user whose events are looked at; null for anybody's
     */
    EventFacts eventFacts(String ai, EventSelection selection, @Nullable String user)
            throws IOException;
}
