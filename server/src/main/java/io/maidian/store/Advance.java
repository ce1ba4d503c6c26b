package io.maidian.store;

import io.maidian.log.LogPosition;
import java.util.Set;

/**
 * The store has taken in everything up to a position; {@code projects} are the ids of those that
 * got something.
 */
public record Advance(LogPosition position, Set<String> projects) {
    public Advance {
        projects = Set.copyOf(projects);
    }
}
