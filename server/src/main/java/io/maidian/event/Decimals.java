package io.maidian.event;

/** Doubles of short decimal numbers, far faster than from their text. Stateless. */
public final class Decimals {
    /** Whole numbers up to here, and powers of ten up to the last, are doubles exactly. */
    private static final long EXACT = 1L << 53;

    private static final double[] POWERS_OF_TEN = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
    };

    private Decimals() {}

    /**
     * The double nearest to a decimal number: its digits and the power of ten are exact, so their
     * quotient is rounded once, and rightly (W. D. Clinger, How to Read Floating Point Numbers
     * Accurately, 1990).
     *
     * @param negative for the sake of -0.5 and -0.0
     * @param whole before the point, not negative
     * @param fraction after the point, not negative
     * @param digits of the fraction, leading zeros included
     * @return NaN where the number has too many digits for this
     */
    public static double nearest(boolean negative, long whole, long fraction, int digits) {
        if (digits >= POWERS_OF_TEN.length) {
            return Double.NaN;
        }
        double power = POWERS_OF_TEN[digits];
        if (whole >= EXACT / power - 1) {
            return Double.NaN;
        }
        double magnitude = (whole * (long) power + fraction) / power;
        return negative ? -magnitude : magnitude;
    }
}
