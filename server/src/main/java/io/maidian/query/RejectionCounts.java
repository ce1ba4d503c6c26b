package io.maidian.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How many events of a search were rejected, by reason and by event. Exact. */
public record RejectionCounts(List<Group> byCode, List<Group> byEvent) {
    /** Events listed at most, those with the most rejections. */
    public static final int MAX_EVENTS = 200;

    /**
     * The rejected events of one reason, or of one event key.
     *
     * @param value the code or key; null for events whose key could not be read
     * @param ever how many were rejected since the project began, whatever the search's user, time
     *     and state, those included that are no longer kept
     * @param open of the search, those that are kept and open; likewise the others
     * @param counted of the search, those of which only the reason was kept
     */
    public record Group(
            @Nullable String value,
            long ever,
            long open,
            long replayed,
            long discarded,
            long counted) {
        /** How many of the search are kept. */
        public long kept() {
            return open + replayed + discarded + counted;
        }
    }
}
