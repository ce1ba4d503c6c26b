package io.maidian.bench;

import java.time.Duration;
import java.util.Locale;

/** How figures are written in the tables: three digits that mean something, and a unit. */
final class Figures {
    private static final double KILO = 1e3;
    private static final double MEGA = 1e6;

    private Figures() {}

    /** 46.1 k, 1.23 M, 870. */
    static String count(double value) {
        if (value >= MEGA) {
            return threeDigits(value / MEGA) + " M";
        }
        return value >= KILO ? threeDigits(value / KILO) + " k" : threeDigits(value);
    }

    /** The median, with the lowest and highest in brackets where several runs were made. */
    static String count(Spread spread) {
        return spread.low() == spread.high()
                ? count(spread.median())
                : count(spread.median())
                        + " ("
                        + count(spread.low())
                        + " - "
                        + count(spread.high())
                        + ")";
    }

    /** Times in ms, or in s from one second on. */
    static String micros(double micros) {
        return micros >= MEGA
                ? threeDigits(micros / MEGA) + " s"
                : threeDigits(micros / KILO) + " ms";
    }

    /** As {@link #micros}. */
    static String time(Duration duration) {
        return micros(duration.toNanos() / KILO);
    }

    /** The median, with the lowest and highest in brackets. */
    static String micros(Spread spread) {
        return micros(spread.median())
                + " ("
                + micros(spread.low())
                + " - "
                + micros(spread.high())
                + ")";
    }

    /** In MB of a million bytes. */
    static String megabytes(long bytes) {
        return threeDigits(bytes / MEGA) + " MB";
    }

    /** 0.43 x. */
    static String ratio(double ratio) {
        return String.format(Locale.ROOT, "%.2f x", ratio);
    }

    private static String threeDigits(double value) {
        String format = value >= 99.95 ? "%.0f" : value >= 9.995 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }
}
