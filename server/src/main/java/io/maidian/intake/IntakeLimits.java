package io.maidian.intake;

/**
 * How much an upload may hold; settings with the upload contract's defaults.
 *
 * @param wireBytes of a body as it came
 * @param decodedBytes of a body after decoding
 * @param events in one upload
 * @param nesting depth of the JSON, the array of events being the first level
 * @param variables of one event; the rest are left out
 * @param codePoints of a key, user or string value
 * @param rejectedBytesPerMinute of the texts of a project's rejected events; beyond it samples are
 *     kept, and all are counted
 */
public record IntakeLimits(
        int wireBytes,
        int decodedBytes,
        int events,
        int nesting,
        int variables,
        int codePoints,
        long rejectedBytesPerMinute) {
    private static final long REJECTED_BYTES_PER_MINUTE = 16L << 20;

    /** The contract's. */
    public static final IntakeLimits DEFAULTS =
            new IntakeLimits(4 << 20, 32 << 20, 10_000, 8, 100, 255);

    /** With the usual budget for the texts of rejected events. */
    public IntakeLimits(
            int wireBytes,
            int decodedBytes,
            int events,
            int nesting,
            int variables,
            int codePoints) {
        this(
                wireBytes,
                decodedBytes,
                events,
                nesting,
                variables,
                codePoints,
                REJECTED_BYTES_PER_MINUTE);
    }

    /** Members that an event has beside its variables, and some that are ignored. */
    private static final int OTHER_MEMBERS = 20;

    private static final long NAMES_OF_EVENT_PER_VARIABLE = 1_000;

    public IntakeLimits {
        if (wireBytes < 1 || decodedBytes < 1 || events < 1 || nesting < 3) {
            throw new IllegalArgumentException("limits too small to take one event");
        }
        if (variables < 0 || codePoints < 1 || rejectedBytesPerMinute < 0) {
            throw new IllegalArgumentException("limits of an event too small");
        }
    }

    /** Names in the JSON of one upload: as many as its events could use. It bounds the memory. */
    long names() {
        return (long) events * (variables + OTHER_MEMBERS);
    }

    /**
     * Names in the JSON of one event: far more than any is kept of. Each different one takes some
     * 100 bytes while the upload is read.
     */
    long namesOfEvent() {
        return NAMES_OF_EVENT_PER_VARIABLE * (variables + OTHER_MEMBERS);
    }
}
