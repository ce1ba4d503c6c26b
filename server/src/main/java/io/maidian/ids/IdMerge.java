package io.maidian.ids;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Makes one run of several: which ones, and how. Stateless. */
final class IdMerge {
    /** Runs that become one. */
    static final int FAN_IN = 4;

    /** With more runs than this, some become one even if that costs more than it should. */
    static final int MANY = 24;

    /** With more than this, even if whole runs are deleted later than they could be. */
    static final int TOO_MANY = 48;

    private IdMerge() {}

    /**
     * What bounds a merge.
     *
     * @param spanSeconds from the oldest to the newest id of a run, so that it can be deleted whole
     * @param ids of a run with a filter
     */
    record Limits(long spanSeconds, long ids) {}

    /** Neighbours that should become one; empty for none. */
    static List<IdRun> choose(List<IdRun> runs, Limits limits) {
        List<IdRun> best = List.of();
        long bestIds = Long.MAX_VALUE;
        for (int i = 0; i + FAN_IN <= runs.size(); i++) {
            List<IdRun> some = runs.subList(i, i + FAN_IN);
            long ids = some.stream().mapToLong(IdRun::ids).sum();
            if (ids < bestIds && may(some, ids, runs.size(), limits)) {
                best = some;
                bestIds = ids;
            }
        }
        return List.copyOf(best);
    }

    private static boolean may(List<IdRun> some, long ids, int all, Limits limits) {
        if (all > TOO_MANY) {
            return true;
        }
        long oldest = some.stream().mapToLong(IdRun::oldestSecond).min().orElse(0);
        long newest = some.stream().mapToLong(IdRun::newestSecond).max().orElse(0);
        long largest = some.stream().mapToLong(IdRun::ids).max().orElse(0);
        return newest - oldest <= limits.spanSeconds()
                && ids <= limits.ids()
                && (all > MANY || largest <= 2 * (ids - largest));
    }

    /** Writes what the runs hold, but for what is older than a second. */
    static void write(List<IdRun> runs, long fromSecond, IdRunWriter writer) throws IOException {
        List<IdRun.Walk> walks = new ArrayList<>();
        for (IdRun run : runs) {
            IdRun.Walk walk = run.walk();
            if (walk.advance()) {
                walks.add(walk);
            }
        }
        while (!walks.isEmpty()) {
            IdRun.Walk least = least(walks);
            if ((least.low() & ~IdHashes.HASH_BITS) >= fromSecond) {
                writer.add(least.high(), least.low());
            }
            if (!least.advance()) {
                walks.remove(least);
            }
        }
    }

    private static IdRun.Walk least(List<IdRun.Walk> walks) {
        IdRun.Walk least = walks.getFirst();
        for (IdRun.Walk walk : walks) {
            if (IdBuffer.isAfter(least.high(), least.low(), walk.high(), walk.low())) {
                least = walk;
            }
        }
        return least;
    }
}
