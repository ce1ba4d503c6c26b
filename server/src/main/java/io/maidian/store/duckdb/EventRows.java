package io.maidian.store.duckdb;

import io.maidian.event.Event;
import io.maidian.event.Upload;
import io.maidian.event.Value;
import io.maidian.event.Variable;
import io.maidian.store.UnloadableException;
import io.maidian.store.duckdb.StoredJson.Overflow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lays a batch's events out in the columns of the event table: each variable in the slot that the
 * dictionary gives it. Only the slots that the batch uses become columns. For one thread, once.
 */
final class EventRows {
    /** Beyond this a double skips whole numbers. */
    private static final long EXACT = 1L << 53;

    private final Dictionary dictionary;
    private final int size;
    private final Column.Ints projects;
    private final Column.Ints events;
    private final Column.Longs eventTimes;
    private final Column.Longs received;
    private final Column.Texts users;
    private final Column.Texts visitUsers;
    private final Column.Texts ids;
    private final Column.Longs clientTimes;
    private final Column.Longs sent;
    private final Column.Longs requests;
    private final Column.Ints indexes;
    private final Column.Doubles nums;
    private final Column.Texts warnings;
    private final Column.Texts overflows;
    private final Column.@Nullable Texts[] texts = new Column.@Nullable Texts[Schema.TEXT_SLOTS];
    private final Column.@Nullable Doubles[] numbers =
            new Column.@Nullable Doubles[Schema.NUMBER_SLOTS];
    private int row;

    private @Nullable Origin origin;

    /** What the events of one upload, which follow one another, have in common. */
    private record Origin(Upload upload, Dictionary.Project project, long request) {}

    private EventRows(Dictionary dictionary, int size) {
        this.dictionary = dictionary;
        this.size = size;
        projects = new Column.Ints("project", size);
        events = new Column.Ints("event", size);
        eventTimes = new Column.Longs("event_time", size);
        received = new Column.Longs("received", size);
        users = new Column.Texts("user_id", size);
        visitUsers = new Column.Texts("visit_user", size);
        ids = new Column.Texts("id", size);
        clientTimes = new Column.Longs("client_time", size);
        sent = new Column.Longs("stm", size);
        requests = new Column.Longs("request", size);
        indexes = new Column.Ints("idx", size);
        nums = new Column.Doubles("num", size);
        warnings = new Column.Texts("warnings", size);
        overflows = new Column.Texts("overflow", size);
    }

    /** The rows of these events; the dictionary learns what is new in them. */
    static Feed.Rows of(List<Event> events, Dictionary dictionary) throws UnloadableException {
        EventRows rows = new EventRows(dictionary, events.size());
        for (Event event : events) {
            rows.add(event);
        }
        return rows.finished();
    }

    private void add(Event event) throws UnloadableException {
        Upload upload = event.upload();
        Origin from = origin;
        if (from == null || !from.upload.equals(upload)) {
            from =
                    new Origin(
                            upload, dictionary.project(upload.ai()), RequestNumber.of(upload.id()));
            origin = from;
        }
        Dictionary.EventKey key = from.project.eventKey(event.key());
        key.accepted(upload.receivedMillis());
        projects.set(row, from.project.number);
        events.set(row, key.number);
        eventTimes.set(row, event.eventMillis());
        received.set(row, upload.receivedMillis());
        users.set(row, event.user());
        visitUsers.set(row, event.visitUser());
        ids.set(row, event.id());
        clientTimes.set(row, event.clientMillis());
        sent.set(row, upload.sentMillis());
        requests.set(row, from.request);
        indexes.set(row, event.index());
        if (!event.warnings().isEmpty()) {
            warnings.set(row, StoredJson.write(event.warnings()));
        }
        String keyBeyondCap = key.isOverflow() ? event.key() : null;
        Long inexactNum = num(event.num());
        Map<String, Value> left = variables(key, event.variables());
        if (keyBeyondCap != null || inexactNum != null || !left.isEmpty()) {
            overflows.set(row, StoredJson.write(new Overflow(keyBeyondCap, inexactNum, left)));
        }
        row++;
    }

    /** Sets the column; returns the number where that does not hold it exactly. */
    private @Nullable Long num(@Nullable Value num) {
        return switch (num) {
            case null -> null;
            case Value.Text _ -> null;
            case Value.Decimal decimal -> {
                nums.set(row, decimal.number());
                yield null;
            }
            case Value.Whole whole -> {
                nums.set(row, (double) whole.number());
                yield isExact(whole.number()) ? null : (Long) whole.number();
            }
        };
    }

    /** Sets the slots; returns what they do not hold, or not exactly. */
    private Map<String, Value> variables(Dictionary.EventKey event, List<Variable> variables)
            throws UnloadableException {
        Map<String, Value> left = Map.of();
        for (Variable variable : variables) {
            boolean held =
                    switch (variable.value()) {
                        case Value.Text text -> setText(event.text(variable.key()), text.text());
                        case Value.Decimal decimal ->
                                setNumber(
                                        event.number(variable.key(), isWhole(decimal.number())),
                                        decimal.number());
                        case Value.Whole whole ->
                                setNumber(
                                                event.number(variable.key(), true),
                                                (double) whole.number())
                                        && isExact(whole.number());
                    };
            if (!held) {
                left = left.isEmpty() ? new LinkedHashMap<>() : left;
                left.put(variable.key(), variable.value());
            }
        }
        return left;
    }

    private boolean setText(Dictionary.Variable variable, String value) throws UnloadableException {
        if (!variable.hasSlot()) {
            return false;
        }
        Column.Texts column = texts[variable.slot - 1];
        if (column == null) {
            column = new Column.Texts("s" + variable.slot, size);
            texts[variable.slot - 1] = column;
        }
        column.set(row, value);
        return true;
    }

    private boolean setNumber(Dictionary.Variable variable, double value) {
        if (!variable.hasSlot()) {
            return false;
        }
        Column.Doubles column = numbers[variable.slot - 1];
        if (column == null) {
            column = new Column.Doubles("d" + variable.slot, size);
            numbers[variable.slot - 1] = column;
        }
        column.set(row, value);
        return true;
    }

    /** Whether it is read back as a whole number. */
    private static boolean isWhole(double number) {
        return number == Math.rint(number) && Math.abs(number) <= EXACT;
    }

    private static boolean isExact(long number) {
        return number >= -EXACT && number <= EXACT;
    }

    private Feed.Rows finished() {
        List<Column> columns =
                new ArrayList<>(
                        List.of(
                                projects,
                                events,
                                eventTimes,
                                received,
                                users,
                                visitUsers,
                                ids,
                                clientTimes,
                                sent,
                                requests,
                                indexes,
                                nums,
                                warnings,
                                overflows));
        for (Column.Texts column : texts) {
            if (column != null) {
                columns.add(column);
            }
        }
        for (Column.Doubles column : numbers) {
            if (column != null) {
                columns.add(column);
            }
        }
        columns.removeIf(Column::isEmpty);
        return new Feed.Rows(columns, row);
    }
}
