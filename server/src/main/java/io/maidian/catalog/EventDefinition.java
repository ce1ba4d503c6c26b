package io.maidian.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A declared kind of event. */
public record EventDefinition(
        String key,
        @Nullable String name,
        @Nullable String description,
        List<VariableDefinition> variables) {
    public EventDefinition {
        variables = List.copyOf(variables);
    }
}
