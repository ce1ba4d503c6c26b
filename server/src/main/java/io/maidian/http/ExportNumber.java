package io.maidian.http;

import io.maidian.event.Value;
import java.math.BigDecimal;

/**
 * A number as an export writes it: whole ones with all their digits, others as the shortest decimal
 * that is the same double, without an exponent where they have at most 21 digits before and 6 zeros
 * behind the point, as JavaScript writes them. Stateless.
 */
final class ExportNumber {
    private static final double PLAIN_BELOW = 1e21;
    private static final double PLAIN_FROM = 1e-6;

    private ExportNumber() {}

    static String of(Value.Whole whole) {
        return Long.toString(whole.number());
    }

    static String of(Value.Decimal decimal) {
        double number = decimal.number();
        if (number == 0) {
            return "0";
        }
        BigDecimal shortest = new BigDecimal(Double.toString(number)).stripTrailingZeros();
        double size = Math.abs(number);
        return size < PLAIN_BELOW && size >= PLAIN_FROM
                ? shortest.toPlainString()
                : shortest.toString();
    }
}
