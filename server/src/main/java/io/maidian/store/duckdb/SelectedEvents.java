package io.maidian.store.duckdb;

import io.maidian.event.Event;
import io.maidian.event.Value;
import io.maidian.event.Variable;
import io.maidian.query.EventPage;
import io.maidian.query.EventSelection;
import io.maidian.query.TimeAxis;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * One page of the events of a selection, on one snapshot. They are told apart and ordered by
 * request and place, so that a page goes on exactly where the one before it ended, whatever arrives
 * or is moved within the store meanwhile. A page looks at a stretch of the log, and at longer ones
 * until it is full: requests ascend with the rows, so that DuckDB skips the others, and an export
 * of all events does not read all of them for each of its pages. Stateless.
 */
final class SelectedEvents {
    /** Of the log; some thousand events. */
    private static final long FIRST_STRETCH_BYTES = 1L << 20;

    private static final int STRETCH_GROWTH = 16;

    private SelectedEvents() {}

    static EventPage page(
            QueryConnections.Snapshot snapshot,
            String ai,
            EventSelection selection,
            EventPage.Request page)
            throws SQLException {
        Integer project = SeenEvents.project(snapshot, ai);
        if (project == null) {
            return new EventPage(List.of(), null);
        }
        Integer ownNumber = UploadConditions.eventNumber(snapshot, project, selection.event());
        int event = ownNumber == null ? Dictionary.OVERFLOW : ownNumber;
        Condition condition = condition(project, event, selection);
        if (ownNumber == null) {
            condition =
                    new Condition(
                            condition.sql() + " AND json_extract_string(overflow, '$.key') = ?",
                            List.of(selection.event()));
        }
        Page taken = new Page(page);
        EventReader reader = new EventReader(snapshot, ai, project);
        long end = snapshot.position().offset();
        EventPage.Place after = page.after();
        long from = after == null ? 0 : after.upload().position();
        if (after != null) {
            condition = condition.and(behind(after));
        }
        for (long stretch = FIRST_STRETCH_BYTES;
                from < end && !taken.more;
                stretch *= STRETCH_GROWTH) {
            long to = stretch >= end - from ? end : from + stretch;
            String within =
                    "request >= %d AND request < %d"
                            .formatted(RequestNumber.first(from), RequestNumber.first(to));
            reader.readInOrder(
                    event, condition.and(within), page.limit() + 1 - taken.events.size(), taken);
            from = to;
        }
        return taken.finished();
    }

    private static String behind(EventPage.Place after) {
        long request = RequestNumber.of(after.upload());
        return "request >= %d AND (request > %d OR idx > %d)"
                .formatted(request, request, after.index());
    }

    private static Condition condition(int project, int event, EventSelection selection) {
        StringBuilder sql = new StringBuilder();
        sql.append("project = ").append(project).append(" AND event = ").append(event);
        sql.append(" AND ").append(inRange(selection));
        return new Condition(sql.toString(), List.of());
    }

    /** That a row lies in the selection's range. */
    static String inRange(EventSelection selection) {
        String time = selection.axis() == TimeAxis.RECEIVED ? "received" : "event_time";
        List<String> bounds = new ArrayList<>();
        if (selection.fromMillis() != null) {
            bounds.add("%s >= %d".formatted(time, selection.fromMillis()));
        }
        if (selection.toMillis() != null) {
            bounds.add("%s < %d".formatted(time, selection.toMillis()));
        }
        return bounds.isEmpty() ? "true" : String.join(" AND ", bounds);
    }

    /** A page in the making. */
    private static final class Page implements EventReader.Taker {
        private final EventPage.Request wanted;
        private final List<Event> events = new ArrayList<>();
        private long chars;
        private boolean more;

        Page(EventPage.Request wanted) {
            this.wanted = wanted;
        }

        @Override
        public boolean take(Event event) {
            if (events.size() == wanted.limit() || (chars >= wanted.chars() && !events.isEmpty())) {
                more = true;
                return false;
            }
            events.add(event);
            for (Variable variable : event.variables()) {
                chars += variable.key().length();
                chars += variable.value() instanceof Value.Text text ? text.text().length() : 20;
            }
            return true;
        }

        EventPage finished() {
            return new EventPage(events, more ? EventPage.Place.of(events.getLast()) : null);
        }
    }
}
