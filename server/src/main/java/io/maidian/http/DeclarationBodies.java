package io.maidian.http;

import io.maidian.catalog.EventDefinition;
import io.maidian.catalog.VariableDefinition;
import io.maidian.catalog.VariableType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How declarations are written by the API, as it takes them. Stateless. */
final class DeclarationBodies {
    /** The one type of events: each counts once. */
    static final String COUNTER = "counter";

    private DeclarationBodies() {}

    /** A declared event. */
    record Event(
            String key,
            String type,
            @Nullable String name,
            @Nullable String description,
            List<String> tags,
            List<Variable> variables) {
        static Event of(EventDefinition event) {
            return new Event(
                    event.key(),
                    COUNTER,
                    event.name(),
                    event.description(),
                    event.tags(),
                    event.variables().stream().map(Variable::of).toList());
        }
    }

    /** A declared variable of an event. */
    record Variable(
            String key,
            String type,
            @Nullable String name,
            @Nullable String description,
            List<String> tags) {
        static Variable of(VariableDefinition variable) {
            return new Variable(
                    variable.key(),
                    typeName(variable.type()),
                    variable.name(),
                    variable.description(),
                    variable.tags());
        }
    }

    static String typeName(VariableType type) {
        return switch (type) {
            case STRING -> "String";
            case INT -> "Int";
            case DOUBLE -> "Double";
        };
    }
}
