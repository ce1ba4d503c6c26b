package io.maidian.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A declared variable. It is the project's: one type, whichever events bear it.
 *
 * @param key 1 to 255 characters, no white space around it
 * @param name at most 100 characters
 * @param description at most 150 characters
 * @param tags at most 20, each once
 */
public record VariableDefinition(
        String key,
        @Nullable String name,
        @Nullable String description,
        List<String> tags,
        VariableType type) {
    public VariableDefinition {
        Fields.key("key", key);
        Fields.optional("name", name, Fields.MAX_NAME);
        Fields.optional("description", description, Fields.MAX_DESCRIPTION);
        tags = Fields.tags(tags);
    }

    /** One without description and tags. */
    public VariableDefinition(String key, @Nullable String name, VariableType type) {
        this(key, name, null, List.of(), type);
    }
}
