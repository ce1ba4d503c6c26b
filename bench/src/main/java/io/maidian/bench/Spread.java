package io.maidian.bench;

import java.util.Arrays;

/** The median of several measurements of one thing, with the lowest and the highest. */
record Spread(double low, double median, double high) {

    /**
     * @param values at least one
     */
    static Spread of(double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("nothing was measured");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median =
                sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(sorted[0], median, sorted[sorted.length - 1]);
    }

    /** This median as a share of the other's. */
    double ratioTo(Spread other) {
        return median / other.median;
    }
}
