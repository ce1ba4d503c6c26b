package io.maidian.query;

import io.maidian.event.Event;
import io.maidian.event.RequestId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some accepted events, in the order of the log.
 *
 * @param next where the page after this one begins; null where this is the last
 */
public record EventPage(List<Event> events, @Nullable Place next) {
    public EventPage {
        events = List.copyOf(events);
    }

    /**
     * What a page holds.
     *
     * @param after the events of the page come after this place; null for the first page
     * @param limit events at most, 1 or more
     * @param chars after so many characters of variables the page ends, with one event at least
     */
    public record Request(@Nullable Place after, int limit, long chars) {}

    /** An event's place in the log: which upload, and where in it. */
    public record Place(RequestId upload, int index) {
        /** Of this event. */
        public static Place of(Event event) {
            return new Place(event.upload().id(), event.index());
        }
    }
}
