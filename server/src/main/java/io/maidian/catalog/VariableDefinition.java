package io.maidian.catalog;

import org.jspecify.annotations.Nullable;

/**
 * A declared variable of an event.
 *
 * @param key 1 to 255 characters, no white space around it
 * @param name at most 100 characters
 */
public record VariableDefinition(String key, @Nullable String name, VariableType type) {
    public VariableDefinition {
        Fields.key("key", key);
        Fields.optional("name", name, 100);
    }
}
