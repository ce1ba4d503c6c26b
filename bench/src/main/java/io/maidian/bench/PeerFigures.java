package io.maidian.bench;

import java.util.ArrayList;
import java.util.List;

/** The runs of one way to hand events to one system. For one thread. */
final class PeerFigures {
    private final LoadSeries series;
    private final List<Double> forcesPerSecond = new ArrayList<>();
    private boolean allFound = true;
    private long refused;

    PeerFigures(LoadSeries series) {
        this.series = series;
    }

    LoadSeries series() {
        return series;
    }

    List<Double> forcesPerSecond() {
        return forcesPerSecond;
    }

    /**
     * Of one run, its warm-up included.
     *
     * @param found events; those that were on their way at the end make it more
     * @param acknowledged events
     * @param refusedRequests that were measured
     */
    void account(long found, long acknowledged, long refusedRequests) {
        if (found < acknowledged) {
            allFound = false;
            System.err.println("  found " + found + " of " + acknowledged);
        }
        refused += refusedRequests;
    }

    boolean allFound() {
        return allFound;
    }

    /** Requests that were answered otherwise than 200. */
    long refused() {
        return refused;
    }
}
