package io.maidian.event;

/**
 * The value of a variable. A string is a dimension, a number a measure; a string that looks like a
 * number stays a string.
 */
public sealed interface Value {
    /** A string of at most 255 code points. */
    record Text(String text) implements Value {}

    /** A whole number that fits 64 bits, kept exactly. */
    record Whole(long number) implements Value {}

    /** Any other number, as the nearest finite double. */
    record Decimal(double number) implements Value {
        public Decimal {
            if (!Double.isFinite(number)) {
                throw new IllegalArgumentException("not finite: " + number);
            }
        }
    }
}
