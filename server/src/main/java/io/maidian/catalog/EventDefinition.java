package io.maidian.catalog;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A declared kind of event, a counter.
 *
 * @param key 1 to 255 characters, no white space around it
 * @param name at most 100 characters
 * @param description at most 150 characters
 * @param tags at most 20, each once
 * @param variables at most 100 of the project's, in the order of their declaration, each key once
 */
public record EventDefinition(
        String key,
        @Nullable String name,
        @Nullable String description,
        List<String> tags,
        List<VariableDefinition> variables) {
    /** How many variables an event may declare. */
    public static final int MAX_VARIABLES = 100;

    public EventDefinition {
        Fields.key("key", key);
        Fields.optional("name", name, Fields.MAX_NAME);
        Fields.optional("description", description, Fields.MAX_DESCRIPTION);
        tags = Fields.tags(tags);
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

    /** One without tags. */
    public EventDefinition(
            String key,
            @Nullable String name,
            @Nullable String description,
            List<VariableDefinition> variables) {
        this(key, name, description, List.of(), variables);
    }
}
