package io.maidian.operations;

import io.maidian.store.duckdb.GenerationStore.Space;
import io.maidian.store.duckdb.Snapshots.Snapshot;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Decides what is due. Immutable. */
final class Schedule {
    /** After a start, so that what has to catch up can. */
    static final Duration FIRST_AFTER = Duration.ofMinutes(10);

    /** Between two tries of the same. */
    static final Duration AGAIN_AFTER = Duration.ofHours(1);

    /** Less free space than this is not worth a copy of the rest. */
    static final long LEAST_FREE_BYTES = 256L << 20;

    private final Upkeep upkeep;
    private final long startedMillis;

    Schedule(Upkeep upkeep, long startedMillis) {
        this.upkeep = upkeep;
        this.startedMillis = startedMillis;
    }

    /**
     * What it looks at.
     *
     * @param newest null where there is no snapshot
     * @param position the store's
     * @param space of the store
     * @param usableBytes of the disk
     * @param lastTryMillis when something was last done by itself; 0 for never
     */
    record Facts(
            @Nullable Snapshot newest,
            long position,
            Space space,
            long usableBytes,
            long lastTryMillis) {}

    /** What is to be done now; null for nothing. */
    Operation.@Nullable Kind due(long nowMillis, Facts facts) {
        if (age(nowMillis, startedMillis) < FIRST_AFTER.toMillis()
                || (facts.lastTryMillis() > 0
                        && age(nowMillis, facts.lastTryMillis()) < AGAIN_AFTER.toMillis())
                || facts.usableBytes() - upkeep.spareBytes() < facts.space().usedBytes()) {
            return null;
        }
        if (compactionDue(facts.space())) {
            return Operation.Kind.COMPACT;
        }
        return snapshotDue(nowMillis, facts) ? Operation.Kind.SNAPSHOT : null;
    }

    /**
     * How old something is, in ms. What was done in the future was done by a clock that was wrong:
     * it is taken for old, so that nothing waits for the clock to get there again.
     */
    static long age(long nowMillis, long thenMillis) {
        return nowMillis < thenMillis ? Long.MAX_VALUE : nowMillis - thenMillis;
    }

    private boolean compactionDue(Space space) {
        return upkeep.compactFreePercent() > 0
                && space.freeBytes() >= LEAST_FREE_BYTES
                && space.freeBytes() * 100.0 / space.fileBytes() >= upkeep.compactFreePercent();
    }

    /** A snapshot of a store that nothing was added to since the last one would be the same. */
    private boolean snapshotDue(long nowMillis, Facts facts) {
        Snapshot newest = facts.newest();
        if (upkeep.snapshotsKept() == 0 || facts.position() == 0) {
            return false;
        }
        return newest == null
                || (age(nowMillis, newest.takenMillis()) >= upkeep.snapshotEvery().toMillis()
                        && newest.position().offset() != facts.position());
    }
}
