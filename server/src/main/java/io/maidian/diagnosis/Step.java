package io.maidian.diagnosis;

import java.util.Map;

/**
 * One step of the walk.
 *
 * @param cause what was found at it
 * @param values for the cause's words, by name
 */
public record Step(Cause cause, Map<String, String> values) {
    public Step {
        values = Map.copyOf(values);
    }

    static Step of(Cause cause) {
        return new Step(cause, Map.of());
    }

    static Step of(Cause cause, String name, Object value) {
        return new Step(cause, Map.of(name, String.valueOf(value)));
    }

    /** The questions of the walk, in its order. */
    public enum Question {
        REACHED,
        PROJECT,
        SWITCH,
        QUOTA,
        READABLE,
        INDEXED,
        ACCEPTED,
        DECLARED,
        SPELLING,
        TIME,
        USERS
    }

    /** How a step ends. */
    public enum Verdict {
        /** Nothing is wrong here. */
        OK,
        /** Nothing is wrong here, but something is worth knowing. */
        NOTE,
        /** This is why. */
        PROBLEM
    }
}
