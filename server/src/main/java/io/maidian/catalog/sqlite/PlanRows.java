package io.maidian.catalog.sqlite;

import io.maidian.catalog.EventDefinition;
import io.maidian.catalog.InvalidFieldException;
import io.maidian.catalog.TrackingPlan;
import io.maidian.catalog.VariableDefinition;
import io.maidian.catalog.VariableType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Declared events and variables, in their tables. Used under the catalog's lock. */
final class PlanRows {
    private PlanRows() {}

    static TrackingPlan plan(Handle handle, String ai) {
        List<VariableDefinition> variables =
                handle.createQuery("SELECT * FROM variable WHERE ai = :ai ORDER BY key")
                        .bind("ai", ai)
                        .map((row, _) -> variable(row))
                        .list();
        return TrackingPlan.of(events(handle, ai, variables), variables);
    }

    private static List<EventDefinition> events(
            Handle handle, String ai, List<VariableDefinition> variables) {
        Map<String, VariableDefinition> byKey = new HashMap<>();
        variables.forEach(variable -> byKey.put(variable.key(), variable));
        Map<String, List<VariableDefinition>> borne = new HashMap<>();
        handle.createQuery(
                        "SELECT event_key, key FROM event_variable WHERE ai = :ai"
                                + " ORDER BY event_key, place")
                .bind("ai", ai)
                .map((row, _) -> Map.entry(row.getString(1), row.getString(2)))
                .forEach(pair -> {
                    VariableDefinition variable = byKey.get(pair.getValue());
                    if (variable != null) {
                        borne.computeIfAbsent(pair.getKey(), _ -> new ArrayList<>()).add(variable);
                    }
                });
        return handle.createQuery("SELECT * FROM event_definition WHERE ai = :ai ORDER BY key")
                .bind("ai", ai)
                .map((row, _) ->
                        new EventDefinition(
                                row.getString("key"),
                                row.getString("name"),
                                row.getString("description"),
                                tags(row.getString("tags")),
                                borne.getOrDefault(row.getString("key"), List.of())))
                .list();
    }

    /**
     * Declares an event and its variables.
     *
     * @throws InvalidFieldException if a key is taken by one of the other kind
     */
    static boolean declare(Handle handle, String ai, EventDefinition event) {
        boolean known = removeEvent(handle, ai, event.key());
        if (!known && exists(handle, "variable", ai, event.key())) {
            throw taken("variable", event.key());
        }
        handle.createUpdate(
                        "INSERT INTO event_definition (ai, key, name, description, tags)"
                                + " VALUES (:ai, :key, :name, :description, :tags)")
                .bind("ai", ai)
                .bind("key", event.key())
                .bind("name", event.name())
                .bind("description", event.description())
                .bind("tags", text(event.tags()))
                .execute();
        for (VariableDefinition variable : event.variables()) {
            declare(handle, ai, variable);
        }
        if (!event.variables().isEmpty()) {
            insertBorne(handle, ai, event);
        }
        return true;
    }

    private static void insertBorne(Handle handle, String ai, EventDefinition event) {
        try (PreparedBatch batch =
                handle.prepareBatch(
                        "INSERT INTO event_variable (ai, event_key, place, key)"
                                + " VALUES (:ai, :event, :place, :key)")) {
            int place = 0;
            for (VariableDefinition variable : event.variables()) {
                batch.bind("ai", ai)
                        .bind("event", event.key())
                        .bind("place", place++)
                        .bind("key", variable.key())
                        .add();
            }
            batch.execute();
        }
    }

    /**
     * Declares a variable.
     *
     * @throws InvalidFieldException if an event has its key
     */
    static boolean declare(Handle handle, String ai, VariableDefinition variable) {
        if (!exists(handle, "variable", ai, variable.key())
                && exists(handle, "event_definition", ai, variable.key())) {
            throw taken("event", variable.key());
        }
        return handle.createUpdate(
                                "INSERT INTO variable (ai, key, name, description, tags, type)"
                                        + " VALUES (:ai, :key, :name, :description, :tags, :type)"
                                        + " ON CONFLICT (ai, key) DO UPDATE SET name = excluded.name,"
                                        + " description = excluded.description, tags = excluded.tags,"
                                        + " type = excluded.type")
                        .bind("ai", ai)
                        .bind("key", variable.key())
                        .bind("name", variable.name())
                        .bind("description", variable.description())
                        .bind("tags", text(variable.tags()))
                        .bind("type", variable.type().name())
                        .execute()
                > 0;
    }

    static boolean removeEvent(Handle handle, String ai, String key) {
        return remove(handle, "event_definition", ai, key);
    }

    static boolean removeVariable(Handle handle, String ai, String key) {
        return remove(handle, "variable", ai, key);
    }

    private static boolean remove(Handle handle, String table, String ai, String key) {
        return handle.createUpdate("DELETE FROM " + table + " WHERE ai = :ai AND key = :key")
                        .bind("ai", ai)
                        .bind("key", key)
                        .execute()
                > 0;
    }

    private static boolean exists(Handle handle, String table, String ai, String key) {
        return handle.createQuery(
                                "SELECT count(*) FROM " + table + " WHERE ai = :ai AND key = :key")
                        .bind("ai", ai)
                        .bind("key", key)
                        .mapTo(int.class)
                        .one()
                > 0;
    }

    private static InvalidFieldException taken(String by, String key) {
        return new InvalidFieldException(
                "key", "a key that no declared " + by + " of the project has", '"' + key + '"');
    }

    private static VariableDefinition variable(ResultSet row) throws SQLException {
        return new VariableDefinition(
                row.getString("key"),
                row.getString("name"),
                row.getString("description"),
                tags(row.getString("tags")),
                VariableType.valueOf(row.getString("type")));
    }

    private static String text(List<String> tags) {
        return String.join("\n", tags);
    }

    private static List<String> tags(String lines) {
        return lines.isEmpty() ? List.of() : List.of(lines.split("\n", -1));
    }
}
