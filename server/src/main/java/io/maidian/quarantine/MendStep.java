package io.maidian.quarantine;

import io.maidian.catalog.VariableType;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One change of a rejected event's JSON. */
public sealed interface MendStep {
    /** The fields that {@link SetField} sets. */
    Set<String> FIELDS = Set.of("cs1", "tm", "n", "t", "u", "id", "num", "var");

    /**
     * Gives the event another key.
     *
     * @param from only where it has this key; null for every one
     */
    record RenameEvent(@Nullable String from, String to) implements MendStep {}

    /**
     * Sets a field of the event to a constant.
     *
     * @param field one of {@link #FIELDS}
     * @param overwrite also where it has a value that is not null
     */
    record SetField(String field, JsonNode value, boolean overwrite) implements MendStep {}

    /** Sets {@code tm} to the received time. */
    record SetReceivedTime(boolean overwrite) implements MendStep {}

    /** Makes a variable's value one of this type; an event of which it cannot be made fails. */
    record CastVariable(String variable, VariableType type) implements MendStep {}

    /** Gives a variable another key, also in place of one that has it. */
    record RenameVariable(String from, String to) implements MendStep {}

    /** Leaves a variable out. */
    record DropVariable(String variable) implements MendStep {}
}
