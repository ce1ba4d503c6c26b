package io.maidian.diagnosis;

import io.maidian.catalog.ProjectSettings;
import io.maidian.query.EmptyReason;
import io.maidian.query.EventFacts;
import io.maidian.query.TimeAxis;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known when it is asked why an event is not seen.
 *
 * @param asked what was asked
 * @param project of the project
 * @param event of the event key in the store, and the chart's range
 * @param seenKeys event keys that came, accepted or rejected
 * @param chart what the chart in question shows
 * @param lag how far the store is behind the log
 */
public record Facts(
        Asked asked,
        ProjectFacts project,
        EventFacts event,
        List<String> seenKeys,
        Chart chart,
        Lag lag) {
    /**
     * What was asked.
     *
     * @param user whose event; null for anybody's
     * @param sentMillis when it was sent; null where that was not said
     * @param axis by which time the chart goes
     */
    public record Asked(
            String event, @Nullable String user, @Nullable Long sentMillis, TimeAxis axis) {}

    /**
     * Of the project.
     *
     * @param ai its id
     * @param lastMillis when its latest upload came, of whatever outcome; null where none did
     * @param declared whether the event is declared
     * @param elsewhere the latest uploads to a project that is none here; null for none
     * @param overQuota uploads that were turned away for the quota; null for none
     * @param refused uploads that were refused whole for other reasons; null for none
     */
    public record ProjectFacts(
            String ai,
            ProjectSettings settings,
            @Nullable Long lastMillis,
            boolean declared,
            @Nullable Elsewhere elsewhere,
            @Nullable Refused overQuota,
            @Nullable Refused refused) {}

    /** Uploads to a project that is none here. */
    public record Elsewhere(String ai, long count, long lastMillis, String client) {}

    /**
     * Uploads that were refused whole.
     *
     * @param code of the latest
     * @param reason of the latest, in words
     */
    public record Refused(long count, long lastMillis, String code, String reason) {}

    /**
     * What the chart shows.
     *
     * @param total of the target users
     * @param empty why that is nothing; null where it is not
     */
    public record Chart(long total, @Nullable EmptyReason empty) {}

    /** How far the store is behind the log. */
    public record Lag(long bytes, long seconds) {}
}
