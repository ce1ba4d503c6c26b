package io.maidian.store.duckdb;

import io.maidian.event.Event;
import io.maidian.event.QuarantineChange;
import io.maidian.event.RejectionId;
import io.maidian.store.UnloadableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Brings a batch's decisions about rejected events into the tables, in the batch's transaction:
 * stores what was replayed, unless it was before, and marks the quarantine's rows. For the adding
 * thread.
 */
final class QuarantineRows {
    /** What the column {@code state} holds; NULL is an open one. */
    static final int REPLAYED = 1;

    static final int DISCARDED = 2;
    static final int COUNTED = 3;

    /** Becomes NULL on its way into the table. */
    private static final int OPEN = 0;

    private final Feed feed;
    private final Connection connection;
    private final Dictionary dictionary;
    private final SlotColumns slots;

    QuarantineRows(Feed feed, Connection connection, Dictionary dictionary, SlotColumns slots) {
        this.feed = feed;
        this.connection = connection;
        this.dictionary = dictionary;
        this.slots = slots;
    }

    /** A rejected event of this store. */
    private record Place(int project, long request, int index) {}

    /** What becomes of one rejected event. */
    private record Mark(Place place, int state, long atMillis) {}

    /** Writes; the batch's rejected events are in the table already. */
    void write(List<QuarantineChange> changes) throws SQLException, UnloadableException {
        if (changes.isEmpty()) {
            return;
        }
        Map<Place, QuarantineChange.Replayed> replayed = new LinkedHashMap<>();
        Map<Place, Mark> marks = new LinkedHashMap<>();
        for (QuarantineChange change : changes) {
            Place place = place(change);
            switch (change) {
                case QuarantineChange.Replayed replay -> replayed.putIfAbsent(place, replay);
                case QuarantineChange.Discarded discarded ->
                        marks.put(place, new Mark(place, DISCARDED, discarded.atMillis()));
                case QuarantineChange.Restored restored ->
                        marks.put(place, new Mark(place, OPEN, restored.atMillis()));
            }
        }
        replayed.keySet().removeAll(known(places(List.copyOf(replayed.keySet()))));
        replayed.forEach(
                (place, replay) -> marks.put(place, new Mark(place, REPLAYED, replay.atMillis())));
        store(replayed);
        mark(List.copyOf(marks.values()));
    }

    private Place place(QuarantineChange change) {
        RejectionId id = change.id();
        return new Place(
                dictionary.project(change.ai()).number, RequestNumber.of(id.upload()), id.index());
    }

    /** Which of these were replayed in an earlier batch. */
    private Set<Place> known(Feed.Rows rows) throws SQLException {
        Set<Place> known = new HashSet<>();
        if (rows.count() > 0) {
            feed.read(
                    connection,
                    """
                    SELECT f.project, f.request, f.idx FROM maidian_feed() f
                    SEMI JOIN replayed_event r
                        ON r.project = f.project AND r.request = f.request AND r.idx = f.idx\
                    """,
                    rows,
                    row -> known.add(new Place(row.getInt(1), row.getLong(2), row.getInt(3))));
        }
        return known;
    }

    private void store(Map<Place, QuarantineChange.Replayed> replayed)
            throws SQLException, UnloadableException {
        List<Event> events =
                replayed.values().stream().map(QuarantineChange.Replayed::event).toList();
        Feed.Rows rows = EventRows.of(events, dictionary);
        slots.make(connection, rows);
        feed.insert(connection, "event_recent", rows);
        feed.insert(connection, "replayed_event", places(List.copyOf(replayed.keySet())));
    }

    private void mark(List<Mark> marks) throws SQLException {
        if (marks.isEmpty()) {
            return;
        }
        int rows = marks.size();
        Column.Ints states = new Column.Ints("state", rows);
        Column.Longs changed = new Column.Longs("changed", rows);
        List<Place> places = new ArrayList<>();
        long least = Long.MAX_VALUE;
        long greatest = 0;
        for (int i = 0; i < rows; i++) {
            Mark mark = marks.get(i);
            places.add(mark.place());
            states.set(i, mark.state());
            changed.set(i, mark.atMillis());
            least = Math.min(least, mark.place().request());
            greatest = Math.max(greatest, mark.place().request());
        }
        List<Column> columns = new ArrayList<>(places(places).columns());
        columns.add(states);
        columns.add(changed);
        // The rows from the least request to the greatest lie together: only these are looked at.
        String sql =
                """
                UPDATE rejected_event SET state = nullif(f.state, %d), changed = f.changed
                FROM maidian_feed() f
                WHERE rejected_event.request BETWEEN %d AND %d
                    AND rejected_event.request = f.request AND rejected_event.idx = f.idx
                    AND rejected_event.project = f.project
                    AND coalesce(rejected_event.state, %d) NOT IN (%d, %d)\
                """
                        .formatted(OPEN, least, greatest, OPEN, REPLAYED, COUNTED);
        feed.run(connection, sql, new Feed.Rows(columns, rows));
    }

    private static Feed.Rows places(List<Place> places) {
        int rows = places.size();
        Column.Ints projects = new Column.Ints("project", rows);
        Column.Longs requests = new Column.Longs("request", rows);
        Column.Ints indexes = new Column.Ints("idx", rows);
        for (int i = 0; i < rows; i++) {
            projects.set(i, places.get(i).project());
            requests.set(i, places.get(i).request());
            indexes.set(i, places.get(i).index());
        }
        return new Feed.Rows(List.of(projects, requests, indexes), rows);
    }
}
