package io.maidian.log;

import io.maidian.ops.Clock;
import java.time.Duration;
import java.util.List;

/**
 * What is kept of the log. A part is dropped when everything in it was received longer ago than the
 * age, and neither the store nor anybody else needs it.
 *
 * @param age for which everything is kept
 * @param store what it holds is compressed
 * @param others who need the log beside the store, a rebuild from a snapshot for one
 */
public record Retention(Duration age, LogUser store, List<LogUser> others, Clock clock) {
    public Retention {
        others = List.copyOf(others);
    }
}
