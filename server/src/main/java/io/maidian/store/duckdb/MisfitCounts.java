package io.maidian.store.duckdb;

import io.maidian.catalog.VariableDefinition;
import io.maidian.catalog.VariableType;
import io.maidian.query.SeenEvent;
import io.maidian.query.TimeRange;
import io.maidian.query.VariableMisfits;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Counts values that do not fit their declared type, on one snapshot. Reads rows only for variables
 * of which the store's small tables say that they had such a value. For one thread.
 */
final class MisfitCounts {
    private final QueryConnections.Snapshot snapshot;
    private final String ai;
    private final String event;

    MisfitCounts(QueryConnections.Snapshot snapshot, String ai, String event) {
        this.snapshot = snapshot;
        this.ai = ai;
        this.event = event;
    }

    List<VariableMisfits> of(List<VariableDefinition> declared, TimeRange received)
            throws SQLException {
        Integer project = SeenEvents.project(snapshot, ai);
        if (project == null) {
            return List.of();
        }
        Map<String, Set<VariableType>> seen = seen();
        List<VariableMisfits> found = new ArrayList<>();
        for (VariableDefinition variable : declared) {
            Set<VariableType> types = seen.getOrDefault(variable.key(), Set.of());
            if (!types.stream().allMatch(type -> fits(type, variable.type()))) {
                found.add(count(project, variable, received));
            }
        }
        return found;
    }

    private Map<String, Set<VariableType>> seen() throws SQLException {
        Map<String, Set<VariableType>> types = new HashMap<>();
        for (SeenEvent kind : SeenEvents.of(snapshot, ai)) {
            if (kind.key().equals(event)) {
                kind.variables().forEach(each -> types.put(each.key(), each.types()));
            }
        }
        return types;
    }

    private static boolean fits(VariableType seen, VariableType declared) {
        return seen == declared || (seen == VariableType.INT && declared == VariableType.DOUBLE);
    }

    private VariableMisfits count(int project, VariableDefinition variable, TimeRange received)
            throws SQLException {
        Condition rows =
                EventHistory.rows(snapshot, project, event)
                        .and(
                                "project = %d AND received >= %d AND received < %d"
                                        .formatted(
                                                project,
                                                received.fromMillis(),
                                                received.toMillis()));
        int number =
                Objects.requireNonNullElse(
                        UploadConditions.eventNumber(snapshot, project, event),
                        Dictionary.OVERFLOW);
        VariablePlace place = VariablePlace.of(snapshot, project, number, variable.key());
        String sql =
                "SELECT count(*), count(*) FILTER (WHERE NOT coalesce(%s, false)) FROM (%s) WHERE text OR x IS NOT NULL OR d IS NOT NULL"
                        .formatted(
                                variable.type() == VariableType.STRING
                                        ? "text"
                                        : VariablePlace.fits(variable.type()),
                                place.values("true AS every", "event WHERE " + rows.sql()));
        List<Object> parameters = new ArrayList<>();
        parameters.add(place.pointer());
        parameters.addAll(rows.parameters());
        try (PreparedStatement statement = snapshot.prepare(sql, parameters.toArray());
                ResultSet row = statement.executeQuery()) {
            row.next();
            return new VariableMisfits(
                    variable.key(), variable.type(), row.getLong(1), row.getLong(2));
        }
    }
}
