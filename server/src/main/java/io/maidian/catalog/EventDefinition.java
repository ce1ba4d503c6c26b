package io.maidian.catalog;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A declared kind of event.
 *
 * @param key 1 to 255 characters, no white space around it
 * @param name at most 100 characters
 * @param description at most 150 characters
 * @param variables at most 100, in the order of their declaration, each key once
 */
public record EventDefinition(
        String key,
        @Nullable String name,
        @Nullable String description,
        List<VariableDefinition> variables) {
    /** How many variables an event may declare. */
    public static final int MAX_VARIABLES = 100;

    public EventDefinition {
        Fields.key("key", key);
        Fields.optional("name", name, 100);
        Fields.optional("description", description, 150);
        variables = List.copyOf(variables);
        if (variables.size() > MAX_VARIABLES) {
            throw new InvalidFieldException(
                    "variables",
                    "at most " + MAX_VARIABLES + " variables",
                    Integer.toString(variables.size()));
        }
        Set<String> seen = new HashSet<>();
        for (VariableDefinition variable : variables) {
            if (!seen.add(variable.key())) {
                throw new InvalidFieldException(
                        "variables",
                        "each variable's key once",
                        Fields.shown(variable.key()) + " twice");
            }
        }
    }
}
