package io.maidian.query;

import io.maidian.event.RejectionId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of the rejected events of a search, newest first.
 *
 * @param next the last one of the page, to go on after; null where there are no more
 */
public record RejectionPage(List<QuarantinedEvent> events, @Nullable RejectionId next) {
    /**
     * Which part of a search.
     *
     * @param after only what is older than this one; null for the beginning
     * @param limit at most so many, at least 1
     * @param rawChars the page ends after the event with which its texts have so many characters
     */
    public record Request(@Nullable RejectionId after, int limit, long rawChars) {
        public Request {
            if (limit < 1) {
                throw new IllegalArgumentException("a page must hold something");
            }
        }
    }
}
