package io.maidian.query;

import io.maidian.catalog.VariableType;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A kind of event that arrived.
 *
 * @param count accepted events
 * @param rejected rejected events that bore this key
 * @param firstReceivedMillis null where none was accepted
 * @param lastReceivedMillis null where none was accepted
 */
public record SeenEvent(
        String key,
        long count,
        long rejected,
        @Nullable Long firstReceivedMillis,
        @Nullable Long lastReceivedMillis,
        List<SeenVariable> variables) {
    /** A variable that arrived; INT where all its numbers so far were whole, DOUBLE where not. */
    public record SeenVariable(String key, Set<VariableType> types) {}
}
