package io.maidian.event;

import java.util.HashMap;
import java.util.Map;

/**
 * What is dropped of each project for good: by project id, the moment (ms since 1970) before which
 * it was received.
 *
 * @param events of accepted events
 * @param rejected of those in quarantine
 */
public record RetentionCutoffs(Map<String, Long> events, Map<String, Long> rejected) {
    /** Drops nothing. */
    public static final RetentionCutoffs NONE = new RetentionCutoffs(Map.of(), Map.of());

    public RetentionCutoffs {
        events = Map.copyOf(events);
        rejected = Map.copyOf(rejected);
    }

    /** Without those that lie in the future: a clock was wrong when they were noted. */
    public RetentionCutoffs until(long nowMillis) {
        return new RetentionCutoffs(until(events, nowMillis), until(rejected, nowMillis));
    }

    private static Map<String, Long> until(Map<String, Long> cutoffs, long nowMillis) {
        Map<String, Long> past = new HashMap<>(cutoffs);
        past.values().removeIf(cutoff -> cutoff > nowMillis);
        return past;
    }
}
