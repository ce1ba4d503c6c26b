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
 */
public record IntakeLimits(
        int wireBytes, int decodedBytes, int events, int nesting, int variables, int codePoints) {
    /** The contract's. */
    public static final IntakeLimits DEFAULTS =
            new IntakeLimits(4 << 20, 32 << 20, 10_000, 8, 100, 255);

    /** Members that an event has beside its variables, and some that are ignored. */
    private static final int OTHER_MEMBERS = 20;

    public IntakeLimits {
        if (wireBytes < 1 || decodedBytes < 1 || events < 1 || nesting < 3) {
            throw new IllegalArgumentException("limits too small to take one event");
        }
        if (variables < 0 || codePoints < 1) {
            throw new IllegalArgumentException("limits of an event too small");
        }
    }

    /** Names in the JSON of one upload: as many as its events could use. It bounds the memory. */
    long names() {
        return (long) events * (variables + OTHER_MEMBERS);
    }
}
