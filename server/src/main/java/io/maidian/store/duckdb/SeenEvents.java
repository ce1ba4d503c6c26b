package io.maidian.store.duckdb;

import io.maidian.catalog.VariableType;
import io.maidian.query.SeenEvent;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The kinds of event of a project, from the store's small tables only. Stateless. */
final class SeenEvents {
    private SeenEvents() {}

    /** What was rejected under one event key. */
    private record Rejected(long count, long lastReceivedMillis) {}

    /** A kind of event and the moment by which it is sorted. */
    private record Dated(SeenEvent event, long lastMillis) {}

    static List<SeenEvent> of(QueryConnections.Snapshot snapshot, String ai) throws SQLException {
        Integer project = project(snapshot, ai);
        if (project == null) {
            return List.of();
        }
        Map<Integer, Map<String, Set<VariableType>>> variables = variables(snapshot, project);
        Map<String, Rejected> rejected = rejected(snapshot, project);
        List<Dated> found = new ArrayList<>();
        try (PreparedStatement statement =
                        snapshot.prepare(
                                "SELECT event, key, count, first_received, last_received FROM"
                                        + " event_key WHERE project = ?",
                                project);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                String key = row.getString(2);
                Rejected bad = rejected.remove(key);
                long last = row.getLong(5);
                SeenEvent event =
                        new SeenEvent(
                                key,
                                row.getLong(3),
                                bad == null ? 0 : bad.count(),
                                row.getLong(4),
                                last,
                                listed(variables.getOrDefault(row.getInt(1), Map.of())));
                found.add(new Dated(event, last));
            }
        }
        rejected.forEach((key, bad) ->
                found.add(
                        new Dated(
                                new SeenEvent(key, 0, bad.count(), null, null, List.of()),
                                bad.lastReceivedMillis())));
        return found.stream()
                .sorted(
                        Comparator.comparingLong(Dated::lastMillis)
                                .reversed()
                                .thenComparing(dated -> dated.event().key()))
                .map(Dated::event)
                .toList();
    }

    static @Nullable Integer project(QueryConnections.Snapshot snapshot, String ai)
            throws SQLException {
        try (PreparedStatement statement =
                        snapshot.prepare("SELECT project FROM project WHERE ai = ?", ai);
                ResultSet row = statement.executeQuery()) {
            return row.next() ? (Integer) row.getInt(1) : null;
        }
    }

    private static List<SeenEvent.SeenVariable> listed(Map<String, Set<VariableType>> variables) {
        List<SeenEvent.SeenVariable> listed = new ArrayList<>();
        variables.forEach((key, types) -> listed.add(new SeenEvent.SeenVariable(key, types)));
        return listed;
    }

    /** By event number; in the order in which they were first seen. */
    private static Map<Integer, Map<String, Set<VariableType>>> variables(
            QueryConnections.Snapshot snapshot, int project) throws SQLException {
        Map<Integer, Map<String, Set<VariableType>>> variables = new HashMap<>();
        try (PreparedStatement statement =
                        snapshot.prepare(
                                """
                                SELECT event, key, number, whole FROM variable WHERE project = ?
                                ORDER BY event, variable = 0, variable\
                                """,
                                project);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                variables
                        .computeIfAbsent(row.getInt(1), _ -> new LinkedHashMap<>())
                        .computeIfAbsent(row.getString(2), _ -> EnumSet.noneOf(VariableType.class))
                        .add(type(row.getBoolean(3), row.getBoolean(4)));
            }
        }
        return variables;
    }

    private static VariableType type(boolean number, boolean whole) {
        if (!number) {
            return VariableType.STRING;
        }
        return whole ? VariableType.INT : VariableType.DOUBLE;
    }

    private static Map<String, Rejected> rejected(QueryConnections.Snapshot snapshot, int project)
            throws SQLException {
        Map<String, Rejected> rejected = new HashMap<>();
        try (PreparedStatement statement =
                        snapshot.prepare(
                                """
                                SELECT key, sum(count), max(last_received) FROM rejection
                                WHERE project = ? AND key IS NOT NULL GROUP BY key\
                                """,
                                project);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                rejected.put(row.getString(1), new Rejected(row.getLong(2), row.getLong(3)));
            }
        }
        return rejected;
    }
}
