package io.maidian.bench;

import java.io.IOException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * What the product's threads have used up to a moment, or between two: processor time, context
 * switches and allocated memory, by what the threads are for. Threads that ended before the second
 * moment are not in it.
 *
 * @param byThread by the system's thread id
 */
record Effort(Map<Long, Spent> byThread) {
    private static final double NANOS_PER_MICRO = 1_000;

    /** What a thread, or all of one kind, has used. */
    record Spent(ThreadKind kind, double processorMicros, long switches, long allocatedBytes) {
        private Spent minus(Spent earlier) {
            return new Spent(
                    kind,
                    processorMicros - earlier.processorMicros,
                    switches - earlier.switches,
                    allocatedBytes - earlier.allocatedBytes);
        }

        private Spent plus(Spent other) {
            return new Spent(
                    kind,
                    processorMicros + other.processorMicros,
                    switches + other.switches,
                    allocatedBytes + other.allocatedBytes);
        }
    }

    /** Asks the system and the JVM; takes some tenths of a second, of which the JVM little. */
    static Effort read(long pid) throws IOException, InterruptedException {
        Map<Long, Long> allocated = ThreadDump.allocatedBytes(pid);
        Map<Long, Spent> byThread = new HashMap<>();
        ProcessFiles.threads(pid)
                .forEach((id, figures) ->
                        byThread.put(
                                id,
                                new Spent(
                                        ThreadKind.of(figures.name()),
                                        figures.processorTime().toNanos() / NANOS_PER_MICRO,
                                        figures.switches(),
                                        allocated.getOrDefault(id, 0L))));
        return new Effort(byThread);
    }

    Effort since(Effort earlier) {
        Map<Long, Spent> difference = new HashMap<>();
        byThread.forEach((id, spent) -> {
            Spent before = earlier.byThread.get(id);
            difference.put(id, before == null ? spent : spent.minus(before));
        });
        return new Effort(difference);
    }

    /** Every kind, those that used nothing too. */
    Map<ThreadKind, Spent> byKind() {
        Map<ThreadKind, Spent> sums = new EnumMap<>(ThreadKind.class);
        for (ThreadKind kind : ThreadKind.values()) {
            sums.put(kind, new Spent(kind, 0, 0, 0));
        }
        for (Spent spent : byThread.values()) {
            sums.merge(spent.kind(), spent, Spent::plus);
        }
        return sums;
    }
}
