package io.maidian.operations;

import java.time.Duration;

/**
 * What is done by itself.
 *
 * @param snapshotsKept so many, the newest; 0 takes none by itself and keeps the newest of those
 *     that were asked for
 * @param snapshotEvery how old the newest may become
 * @param compactFreePercent the store's file is made smaller when so much of it is free; 0 never
 * @param spareBytes what a copy must leave free on the disk
 */
public record Upkeep(
        int snapshotsKept, Duration snapshotEvery, int compactFreePercent, long spareBytes) {
    public Upkeep {
        if (snapshotsKept < 0 || compactFreePercent < 0 || compactFreePercent > 99) {
            throw new IllegalArgumentException("out of range");
        }
    }

    /** Nothing by itself. */
    public static final Upkeep NONE = new Upkeep(0, Duration.ofDays(1), 0, 0);
}
