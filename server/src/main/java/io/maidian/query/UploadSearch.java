package io.maidian.query;

import org.jspecify.annotations.Nullable;

/**
 * Which uploads are looked for: those with an event that meets all conditions, and those refused
 * whole where no condition is about an event. A condition that is null is always met.
 *
 * @param event an event key
 * @param user a login user
 * @param outcome what became of it
 * @param code the code of a finding on it
 * @param limit how many uploads at most, at least 1
 */
public record UploadSearch(
        @Nullable String event,
        @Nullable String user,
        @Nullable Outcome outcome,
        @Nullable String code,
        int limit) {
    /**
     * How far back in the log a search with conditions goes, in bytes: what lies before is not
     * looked at, so that it takes a bounded time.
     */
    public static final long REACH_BYTES = 256L << 20;

    public UploadSearch {
        if (limit < 1) {
            throw new IllegalArgumentException("limit below 1: " + limit);
        }
    }

    /** All uploads. */
    public static UploadSearch newest(int limit) {
        return new UploadSearch(null, null, null, null, limit);
    }

    /** Whether there is any condition. */
    public boolean isConditional() {
        return event != null || user != null || outcome != null || code != null;
    }

    /** Outcomes that the store knows. */
    public enum Outcome {
        /** Stored, with a warning or without. */
        ACCEPTED,
        /** Stored, with a warning. */
        WARNED,
        REJECTED,
        /** The whole upload was refused. */
        REFUSED
    }
}
