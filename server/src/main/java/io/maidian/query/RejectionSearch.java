package io.maidian.query;

import org.jspecify.annotations.Nullable;

/**
 * Which rejected events are meant. What is null does not narrow it.
 *
 * @param code the reason
 * @param event the event key, exactly
 * @param user the login user, exactly
 * @param fromMillis received then or later
 * @param toMillis received before
 */
public record RejectionSearch(
        @Nullable String code,
        @Nullable String event,
        @Nullable String user,
        @Nullable Long fromMillis,
        @Nullable Long toMillis,
        @Nullable RejectionState state) {
    /** All of them. */
    public static final RejectionSearch ALL =
            new RejectionSearch(null, null, null, null, null, null);

    /** The same, of this state. */
    public RejectionSearch in(RejectionState other) {
        return new RejectionSearch(code, event, user, fromMillis, toMillis, other);
    }
}
