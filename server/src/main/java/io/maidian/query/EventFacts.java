package io.maidian.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the store knows of one event key, and of one user's events of it.
 *
 * @param accepted of anybody
 * @param acceptedOfUser of the user; where none was named, of anybody
 * @param inRange how many of these lie in the range that was asked for
 * @param lastReceivedMillis the latest of these; null where there are none
 * @param lastEventMillis the event time of the latest received of these; null where there are none
 * @param gone what was accepted and is no longer kept, where that is all that ever was; else null
 * @param rejections why events of this key were rejected, the most frequent reason first
 */
public record EventFacts(
        long accepted,
        long acceptedOfUser,
        long inRange,
        @Nullable Long lastReceivedMillis,
        @Nullable Long lastEventMillis,
        @Nullable Gone gone,
        List<EmptyReason.Rejection> rejections) {
    public EventFacts {
        rejections = List.copyOf(rejections);
    }

    /**
     * Events that were accepted and dropped at the end of their retention.
     *
     * @param rejectedSince whether events of the key were rejected later than the last of these
     *     came
     */
    public record Gone(long count, long lastReceivedMillis, boolean rejectedSince) {}

    /** How many were rejected. */
    public long rejected() {
        return rejections.stream().mapToLong(EmptyReason.Rejection::count).sum();
    }
}
