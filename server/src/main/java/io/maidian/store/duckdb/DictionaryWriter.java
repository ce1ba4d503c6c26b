package io.maidian.store.duckdb;

import io.maidian.store.UnloadableException;
import io.maidian.store.duckdb.Dictionary.EventKey;
import io.maidian.store.duckdb.Dictionary.Project;
import io.maidian.store.duckdb.Dictionary.Rejection;
import io.maidian.store.duckdb.Dictionary.Variable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/** Writes what a batch changed in the dictionary, in the batch's transaction. For one thread. */
final class DictionaryWriter {
    private static final String ADD_TO_EVENT_KEY =
            """
            UPDATE event_key SET count = event_key.count + f.count,
                first_received = least(event_key.first_received, f.first_received),
                last_received = greatest(event_key.last_received, f.last_received)
            FROM maidian_feed() f
            WHERE event_key.project = f.project AND event_key.event = f.event\
            """;
    private static final String ADD_TO_REJECTION =
            """
            UPDATE rejection SET count = rejection.count + f.count,
                last_received = greatest(rejection.last_received, f.last_received)
            FROM maidian_feed() f
            WHERE rejection.project = f.project AND rejection.code = f.code
                AND rejection.key IS NOT DISTINCT FROM f.key\
            """;
    private static final String NOT_WHOLE =
            """
            UPDATE variable SET whole = false FROM maidian_feed() f
            WHERE variable.project = f.project AND variable.event = f.event
                AND variable.variable = f.variable AND variable.number\
            """;

    private final Feed feed;
    private final Connection connection;

    DictionaryWriter(Feed feed, Connection connection) {
        this.feed = feed;
        this.connection = connection;
    }

    /** Writes and forgets the changes. */
    void write(Dictionary dictionary) throws SQLException, UnloadableException {
        Dictionary.Changes changes = dictionary.changes;
        feed.insert(connection, "project", projects(changes.projects));
        changes.projects.clear();
        writeEventKeys(changes.eventKeys);
        changes.eventKeys.clear();
        changes.notWhole.removeAll(changes.newVariables);
        feed.insert(connection, "variable", variables(changes.newVariables));
        changes.newVariables.clear();
        feed.run(connection, NOT_WHOLE, variables(changes.notWhole));
        changes.notWhole.clear();
        writeRejections(changes.rejections);
        changes.rejections.clear();
    }

    private static Feed.Rows projects(List<Project> projects) throws UnloadableException {
        Column.Ints numbers = new Column.Ints("project", projects.size());
        Column.Texts ais = new Column.Texts("ai", projects.size());
        for (int i = 0; i < projects.size(); i++) {
            numbers.set(i, projects.get(i).number);
            ais.set(i, projects.get(i).ai);
        }
        return new Feed.Rows(List.of(numbers, ais), projects.size());
    }

    private void writeEventKeys(Collection<EventKey> changed)
            throws SQLException, UnloadableException {
        List<EventKey> added = changed.stream().filter(key -> !key.stored).toList();
        List<EventKey> counted = changed.stream().filter(key -> key.stored).toList();
        feed.insert(connection, "event_key", eventKeys(added));
        feed.run(connection, ADD_TO_EVENT_KEY, eventKeys(counted));
        for (EventKey key : changed) {
            key.stored = true;
            key.count = 0;
            key.firstReceivedMillis = Long.MAX_VALUE;
            key.lastReceivedMillis = Long.MIN_VALUE;
        }
    }

    private static Feed.Rows eventKeys(List<EventKey> keys) throws UnloadableException {
        int rows = keys.size();
        Column.Ints projects = new Column.Ints("project", rows);
        Column.Ints events = new Column.Ints("event", rows);
        Column.Texts texts = new Column.Texts("key", rows);
        Column.Longs counts = new Column.Longs("count", rows);
        Column.Longs first = new Column.Longs("first_received", rows);
        Column.Longs last = new Column.Longs("last_received", rows);
        for (int i = 0; i < rows; i++) {
            EventKey key = keys.get(i);
            projects.set(i, key.project.number);
            events.set(i, key.number);
            texts.set(i, key.key);
            counts.set(i, key.count);
            first.set(i, key.firstReceivedMillis);
            last.set(i, key.lastReceivedMillis);
        }
        return new Feed.Rows(List.of(projects, events, texts, counts, first, last), rows);
    }

    private static Feed.Rows variables(Collection<Variable> variables) throws UnloadableException {
        int rows = variables.size();
        Column.Ints projects = new Column.Ints("project", rows);
        Column.Ints events = new Column.Ints("event", rows);
        Column.Ints numbers = new Column.Ints("variable", rows);
        Column.Texts keys = new Column.Texts("key", rows);
        Column.Flags kinds = new Column.Flags("number");
        Column.Longs slots = new Column.Longs("slot", rows);
        Column.Flags wholes = new Column.Flags("whole");
        int i = 0;
        for (Variable variable : variables) {
            projects.set(i, variable.event.project.number);
            events.set(i, variable.event.number);
            numbers.set(i, variable.number);
            keys.set(i, variable.key());
            kinds.set(i, variable.isNumber);
            if (variable.hasSlot()) {
                slots.set(i, (long) variable.slot);
            }
            wholes.set(i, variable.whole);
            i++;
        }
        return new Feed.Rows(List.of(projects, events, numbers, keys, kinds, slots, wholes), rows);
    }

    private void writeRejections(Collection<Rejection> changed)
            throws SQLException, UnloadableException {
        List<Rejection> added = changed.stream().filter(rejection -> !rejection.stored).toList();
        List<Rejection> counted = changed.stream().filter(rejection -> rejection.stored).toList();
        feed.insert(connection, "rejection", rejections(added));
        feed.run(connection, ADD_TO_REJECTION, rejections(counted));
        for (Rejection rejection : changed) {
            rejection.stored = true;
            rejection.count = 0;
            rejection.lastReceivedMillis = 0;
        }
    }

    private static Feed.Rows rejections(List<Rejection> rejections) throws UnloadableException {
        int rows = rejections.size();
        Column.Ints projects = new Column.Ints("project", rows);
        Column.Texts keys = new Column.Texts("key", rows);
        Column.Texts codes = new Column.Texts("code", rows);
        Column.Longs counts = new Column.Longs("count", rows);
        Column.Longs last = new Column.Longs("last_received", rows);
        for (int i = 0; i < rows; i++) {
            Rejection rejection = rejections.get(i);
            projects.set(i, rejection.project);
            keys.set(i, rejection.of.key());
            codes.set(i, rejection.of.code());
            counts.set(i, rejection.count);
            last.set(i, rejection.lastReceivedMillis);
        }
        return new Feed.Rows(List.of(projects, keys, codes, counts, last), rows);
    }
}
