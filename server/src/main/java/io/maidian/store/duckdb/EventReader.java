package io.maidian.store.duckdb;

import io.maidian.event.Event;
import io.maidian.event.Upload;
import io.maidian.event.Value;
import io.maidian.event.Variable;
import io.maidian.store.duckdb.StoredJson.Overflow;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Puts events together again from rows, slots and overflow. A number that came as 3.0 is read as 3.
 * For one thread.
 */
final class EventReader {
    private static final double EXACT = 1L << 53;

    private final QueryConnections.Snapshot snapshot;
    private final String ai;
    private final int project;

    EventReader(QueryConnections.Snapshot snapshot, String ai, int project) {
        this.snapshot = snapshot;
        this.ai = ai;
        this.project = project;
    }

    /** Is given each event with its request number. */
    interface Reader {
        void read(long request, Event event);
    }

    /** Is given one event after the other, as long as it wants more. */
    interface Taker {
        boolean take(Event event);
    }

    /** What lies in one slot column of one kind of event. */
    private record Slot(String key, String column) {}

    /** A kind of event. */
    private record Kind(String key, List<Slot> slots) {}

    /** Reads the events of a condition, at most so many of each request: the warned ones first. */
    void read(Condition condition, int atMost, Reader reader) throws SQLException {
        Map<Integer, Kind> kinds =
                kinds(
                        new Condition(
                                "event IN (SELECT event FROM event WHERE " + condition.sql() + ")",
                                condition.parameters()));
        String sql =
                """
                SELECT * FROM event WHERE %s
                QUALIFY row_number() OVER (PARTITION BY request ORDER BY warnings IS NULL, idx)
                    <= %d
                ORDER BY request, warnings IS NULL, idx\
                """
                        .formatted(condition.sql(), atMost);
        try (PreparedStatement statement = snapshot.prepare(sql, condition.parameterArray());
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                Kind kind = kinds.get(row.getInt("event"));
                if (kind != null) {
                    reader.read(row.getLong("request"), event(row, kind));
                }
            }
        }
    }

    /**
     * Reads events of one kind in the order of the log.
     *
     * @param event number of the kind, which every row of the condition has
     */
    void readInOrder(int event, Condition condition, int limit, Taker taker) throws SQLException {
        Map<Integer, Kind> kinds = kinds(new Condition("event = " + event, List.of()));
        Kind kind = kinds.get(event);
        if (kind == null) {
            return;
        }
        String sql =
                "SELECT * FROM event WHERE %s ORDER BY request, idx LIMIT %d"
                        .formatted(condition.sql(), limit);
        try (PreparedStatement statement = snapshot.prepare(sql, condition.parameterArray());
                ResultSet row = statement.executeQuery()) {
            boolean wanted = true;
            while (wanted && row.next()) {
                wanted = taker.take(event(row, kind));
            }
        }
    }

    /**
     * @param condition on the kinds' numbers
     */
    private Map<Integer, Kind> kinds(Condition condition) throws SQLException {
        String wanted = "project = " + project;
        Map<Integer, Kind> kinds = new HashMap<>();
        String sql =
                "SELECT event, key FROM event_key WHERE %s AND %s"
                        .formatted(wanted, condition.sql());
        try (PreparedStatement statement = snapshot.prepare(sql, condition.parameterArray());
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                kinds.put(row.getInt(1), new Kind(row.getString(2), new ArrayList<>()));
            }
        }
        sql =
                "SELECT event, key, number, slot FROM variable WHERE slot IS NOT NULL AND "
                        + wanted
                        + " AND "
                        + condition.sql()
                        + " ORDER BY event, variable";
        try (PreparedStatement statement = snapshot.prepare(sql, condition.parameterArray());
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                Kind kind = kinds.get(row.getInt(1));
                if (kind != null) {
                    String column = (row.getBoolean(3) ? "d" : "s") + row.getInt(4);
                    kind.slots().add(new Slot(row.getString(2), column));
                }
            }
        }
        return kinds;
    }

    private Event event(ResultSet row, Kind kind) throws SQLException {
        Overflow overflow = StoredJson.readOverflow(row.getString("overflow"));
        Upload upload =
                new Upload(
                        ai,
                        RequestNumber.id(row.getLong("request"), row.getLong("received")),
                        nullable(row, "stm"));
        String ownKey = overflow.key();
        return new Event(
                upload,
                row.getInt("idx"),
                ownKey == null ? kind.key() : ownKey,
                row.getString("user_id"),
                row.getString("visit_user"),
                row.getString("id"),
                row.getLong("event_time"),
                row.getLong("client_time"),
                num(row, overflow),
                variables(row, kind, overflow),
                StoredJson.readFindings(row.getString("warnings")));
    }

    private static @Nullable Long nullable(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : (Long) value;
    }

    private static @Nullable Value num(ResultSet row, Overflow overflow) throws SQLException {
        Long exact = overflow.num();
        return exact == null ? number(row, "num") : new Value.Whole(exact);
    }

    private static List<Variable> variables(ResultSet row, Kind kind, Overflow overflow)
            throws SQLException {
        Map<String, Value> values = new LinkedHashMap<>();
        for (Slot slot : kind.slots()) {
            Value value =
                    slot.column().startsWith("d")
                            ? number(row, slot.column())
                            : text(row, slot.column());
            if (value != null) {
                values.put(slot.key(), value);
            }
        }
        values.putAll(overflow.variables());
        List<Variable> variables = new ArrayList<>();
        values.forEach((key, value) -> variables.add(new Variable(key, value)));
        return variables;
    }

    private static @Nullable Value text(ResultSet row, String column) throws SQLException {
        String text = row.getString(column);
        return text == null ? null : new Value.Text(text);
    }

    private static @Nullable Value number(ResultSet row, String column) throws SQLException {
        double number = row.getDouble(column);
        if (row.wasNull()) {
            return null;
        }
        boolean whole =
                number == Math.rint(number)
                        && Math.abs(number) <= EXACT
                        && Double.doubleToRawLongBits(number) != Long.MIN_VALUE;
        return whole ? new Value.Whole((long) number) : new Value.Decimal(number);
    }
}
