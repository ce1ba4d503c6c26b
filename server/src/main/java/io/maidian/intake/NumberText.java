package io.maidian.intake;

import io.maidian.event.Decimals;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Numbers from their decimal text, within bounded time and memory. Stateless. */
final class NumberText {
    /** So many digits a double always holds. */
    private static final int SAFE_DIGITS = 15;

    /** A longer text is not worth reading exactly. */
    private static final int MAX_EXACT_LENGTH = 1_000;

    /** No moment in ms needs more, even with many decimals. */
    private static final int MAX_MILLIS_LENGTH = 100;

    private static final int MAX_LONG_DIGITS = 19;

    private NumberText() {}

    /** The nearest double of a JSON number; infinite where it is out of range. */
    static double nearest(String json) {
        double nearest = ofFewDigits(json);
        return Double.isNaN(nearest) ? Double.parseDouble(json) : nearest;
    }

    /** Of a number such as -14.50; NaN for longer ones and such with an exponent. */
    private static double ofFewDigits(String json) {
        int length = json.length();
        int point = json.indexOf('.');
        boolean negative = json.charAt(0) == '-';
        if (length > SAFE_DIGITS || point < 0) {
            return Double.NaN;
        }
        long whole = 0;
        long fraction = 0;
        for (int i = negative ? 1 : 0; i < length; i++) {
            int digit = json.charAt(i) - '0';
            if (i == point) {
                continue;
            }
            if (digit < 0 || digit > 9) {
                return Double.NaN;
            }
            whole = i < point ? 10 * whole + digit : whole;
            fraction = i > point ? 10 * fraction + digit : fraction;
        }
        return Decimals.nearest(negative, whole, fraction, length - 1 - point);
    }

    /** Whether the double is what the JSON number says, exactly or in its shortest form. */
    static boolean holds(double nearest, String json) {
        if (json.length() <= SAFE_DIGITS && json.indexOf('e') < 0 && json.indexOf('E') < 0) {
            return true;
        }
        BigDecimal said = json.length() <= MAX_EXACT_LENGTH ? decimal(json) : null;
        return said != null
                && (said.compareTo(new BigDecimal(Double.toString(nearest))) == 0
                        || said.compareTo(new BigDecimal(nearest)) == 0);
    }

    /**
     * The whole part of a number in decimals, with an exponent or not; the greatest or least long
     * where it is beyond them, null if the text is no number.
     */
    static @Nullable Long whole(String text) {
        String number = text.strip();
        if (number.isEmpty() || number.length() > MAX_MILLIS_LENGTH) {
            return null;
        }
        BigDecimal value = decimal(number);
        if (value == null) {
            return null;
        }
        long integerDigits = (long) value.precision() - value.scale();
        if (integerDigits < 1) {
            return 0L;
        }
        if (integerDigits > MAX_LONG_DIGITS) {
            return value.signum() == 0 ? 0L : value.signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        return value.setScale(0, RoundingMode.DOWN)
                .max(BigDecimal.valueOf(Long.MIN_VALUE))
                .min(BigDecimal.valueOf(Long.MAX_VALUE))
                .longValue();
    }

    /** A JSON number without exponent or needless zeros, or null if that is longer than this. */
    static @Nullable String plain(String json, int maxLength) {
        BigDecimal value = json.length() <= MAX_EXACT_LENGTH ? decimal(json) : null;
        if (value == null) {
            return null;
        }
        BigDecimal plain = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
        long integerDigits = (long) plain.precision() - plain.scale();
        if (integerDigits > maxLength || plain.scale() > maxLength) {
            return null;
        }
        return plain.toPlainString();
    }

    private static @Nullable BigDecimal decimal(String text) {
        for (int i = 0; i < text.length(); i++) {
            if ("0123456789+-.eE".indexOf(text.charAt(i)) < 0) {
                return null;
            }
        }
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
