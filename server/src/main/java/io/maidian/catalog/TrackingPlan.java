package io.maidian.catalog;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is declared in a project, ready to be looked up: a look-up is one of a hash table and makes
 * nothing. Immutable.
 */
public final class TrackingPlan {
    /** That of a project in which nothing is declared. */
    public static final TrackingPlan EMPTY = new TrackingPlan(List.of(), List.of());

    /** How many events a project may declare, and how many variables: as many as are found. */
    public static final int MAX_DECLARED = 10_000;

    private final List<EventDefinition> events;
    private final List<VariableDefinition> variables;
    private final Map<String, EventDefinition> byKey = new HashMap<>();
    private final Map<String, Set<String>> variablesOf = new HashMap<>();
    private final Map<String, VariableDefinition> variableByKey = new HashMap<>();

    private TrackingPlan(List<EventDefinition> events, List<VariableDefinition> variables) {
        this.events = List.copyOf(events);
        this.variables = List.copyOf(variables);
        for (EventDefinition event : events) {
            Set<String> keys = new HashSet<>();
            event.variables().forEach(variable -> keys.add(variable.key()));
            byKey.put(event.key(), event);
            variablesOf.put(event.key(), keys);
        }
        for (VariableDefinition variable : variables) {
            variableByKey.put(variable.key(), variable);
        }
    }

    /**
     * The plan of these.
     *
     * @param variables all of the project, also those that no event bears
     */
    public static TrackingPlan of(
            List<EventDefinition> events, List<VariableDefinition> variables) {
        return events.isEmpty() && variables.isEmpty()
                ? EMPTY
                : new TrackingPlan(events, variables);
    }

    /** By key in the order of code points. */
    public List<EventDefinition> events() {
        return events;
    }

    /** By key in the order of code points. */
    public List<VariableDefinition> variables() {
        return variables;
    }

    /** The declared event of this key, or null. */
    public @Nullable EventDefinition event(String key) {
        return byKey.get(key);
    }

    /** The declared variable of this key, or null. */
    public @Nullable VariableDefinition variable(String key) {
        return variableByKey.get(key);
    }

    /** Whether this event is declared. */
    public boolean declares(String event) {
        return byKey.containsKey(event);
    }

    /** Whether this event is declared, and this variable with it. */
    public boolean declares(String event, String variable) {
        Set<String> declared = variablesOf.get(event);
        return declared != null && declared.contains(variable);
    }

    /** The declared type of a variable, whichever event bears it; null where there is none. */
    public @Nullable VariableType type(String variable) {
        VariableDefinition declared = variableByKey.get(variable);
        return declared == null ? null : declared.type();
    }

    /** Whether any variable is declared. */
    public boolean hasVariables() {
        return !variableByKey.isEmpty();
    }
}
