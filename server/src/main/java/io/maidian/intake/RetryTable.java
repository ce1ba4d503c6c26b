package io.maidian.intake;

import io.maidian.event.RequestId;
import io.maidian.event.RetryIdentity;
import io.maidian.intake.UploadOutcome.EventResult;
import io.maidian.intake.UploadOutcome.Stored;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was answered to the latest uploads, by identity, in bounded memory: a ring of entries,
 * oldest first, and an index into it by hash with linear probing.
 *
 * <p>An entry is three longs: half of the identity; the request's log position (48 bits) and
 * ordinal (16); when it was received (ms, 21 bits) and its accepted or duplicate, its rejected and
 * its warned events (14 bits each), after one bit for whether all of the rejected were discarded,
 * or where there are none, whether there were duplicates. The index holds for each entry its place
 * in the ring and 16 bits of the identity's other half. Answers with findings are kept beside it in
 * an eighth of the memory; where that is full, the oldest lose their findings, but not their
 * numbers. For one thread at a time.
 */
final class RetryTable {
    /** How long an answer is remembered at most. */
    static final long KEPT_MILLIS = 600_000;

    /** How long it should be remembered at least. */
    static final long WANTED_MILLIS = 60_000;

    private static final int LONGS = 3;
    private static final int ENTRY_BYTES = LONGS * Long.BYTES;
    private static final int FIRST_ENTRIES = 64;
    private static final int MAX_INDEX = 1 << 16;
    private static final int PLACE_BITS = 16;
    private static final int PLACE_MASK = (1 << PLACE_BITS) - 1;
    private static final int COUNT_BITS = 14;
    private static final int MAX_COUNT = (1 << COUNT_BITS) - 1;

    /** The highest bit, which the time leaves free. */
    private static final long HIGHEST = Long.MIN_VALUE;

    /** Time is kept modulo 35 minutes, of which the last 2 are taken for ahead of now. */
    private static final long TIME_MASK = (1L << 21) - 1;

    private static final long AHEAD_MILLIS = 1L << 17;

    private static final int OUTCOME_BYTES = 200;
    private static final int RESULT_BYTES = 150;

    private final int maxEntries;
    private final long findingsLimitBytes;
    private final Map<Long, Stored> withFindings = new LinkedHashMap<>();
    private final ArrayDeque<ClockSet> clockSets = new ArrayDeque<>();
    private long[] ring;
    private int[] index;
    private int oldest;
    private int count;
    private long evicted;
    private long evictedEarly;
    private long findingsBytes;
    private long lastMillis;

    /**
     * A moment at which the clock was set.
     *
     * @param sequence of the first entry after it
     */
    private record ClockSet(long sequence, long byMillis) {}

    RetryTable(long limitBytes) {
        findingsLimitBytes = limitBytes / 8;
        long entriesBytes = limitBytes - findingsLimitBytes;
        int most = 0;
        for (int size = 2; size <= MAX_INDEX; size *= 2) {
            long room = (entriesBytes - (long) size * Integer.BYTES) / ENTRY_BYTES;
            most = (int) Math.max(most, Math.min(room, size / 4 * 3L));
        }
        if (most < 1) {
            throw new IllegalArgumentException("too little memory for one entry: " + limitBytes);
        }
        maxEntries = most;
        int entries = Math.min(FIRST_ENTRIES, most);
        ring = new long[LONGS * entries];
        index = new int[indexSize(entries)];
    }

    /** A power of two of which the entries fill three quarters at most. */
    private static int indexSize(int entries) {
        return Integer.highestOneBit(entries * 4 / 3) * 2;
    }

    /** What was answered then, or null if it is not known (any more). */
    @Nullable Stored get(RetryIdentity identity, long nowMillis) {
        // Nothing is cleared away here, which would cost a cache miss; put does it for both.
        int place = isStale(nowMillis) ? -1 : find(identity);
        if (place < 0) {
            return null;
        }
        long then = nowMillis - setSince(place);
        long age = age(place, nowMillis);
        if (age > KEPT_MILLIS) {
            return null;
        }
        Stored whole = withFindings.get(sequence(place));
        if (whole != null) {
            return whole;
        }
        long where = ring[LONGS * place + 1];
        long what = ring[LONGS * place + 2];
        int rejected = (int) (what >>> COUNT_BITS) & MAX_COUNT;
        int warned = (int) what & MAX_COUNT;
        return new Stored(
                new RequestId(then - age, where >>> 16, (int) (where & 0xffff)),
                (int) (what >>> (2 * COUNT_BITS)) & MAX_COUNT,
                0,
                rejected,
                warned,
                List.of(),
                rejected + warned > 0 || what < 0,
                what < 0 ? rejected : 0);
    }

    /**
     * Remembers an answer, and forgets the oldest where there is no room.
     *
     * @param stored with an id; without any event for an upload that was refused
     */
    void put(RetryIdentity identity, RequestId id, Stored stored, long nowMillis) {
        expire(nowMillis);
        int place = find(identity);
        if (place < 0) {
            place = add(identity, nowMillis);
        } else {
            forgetFindings(sequence(place));
        }
        ring[LONGS * place + 1] = id.position() << 16 | id.ordinal();
        ring[LONGS * place + 2] =
                (id.receivedMillis() & TIME_MASK) << (3 * COUNT_BITS)
                        | Math.min(right(stored), (long) MAX_COUNT) << (2 * COUNT_BITS)
                        | (long) Math.min(stored.rejected(), MAX_COUNT) << COUNT_BITS
                        | Math.min(stored.warned(), MAX_COUNT)
                        | (bit(stored) ? HIGHEST : 0);
        if (!stored.results().isEmpty() || right(stored) > MAX_COUNT) {
            keepWhole(sequence(place), stored);
        }
    }

    /** The clock was set by so much: what is remembered is as old as it was before. */
    void clockSet(long byMillis) {
        long sequence = evicted + count;
        ClockSet last = clockSets.peekLast();
        if (last != null && last.sequence == sequence) {
            clockSets.removeLast();
            clockSets.addLast(new ClockSet(sequence, last.byMillis + byMillis));
        } else if (count > 0) {
            clockSets.addLast(new ClockSet(sequence, byMillis));
        }
        lastMillis += byMillis;
    }

    /** What a retry is told as duplicates. */
    private static int right(Stored stored) {
        return stored.accepted() + stored.duplicate();
    }

    private static boolean bit(Stored stored) {
        return stored.rejected() > 0
                ? stored.discarded() >= stored.rejected()
                : stored.duplicate() > 0;
    }

    int entries() {
        return count;
    }

    /** Entries forgotten for want of memory before their minute was over. */
    long evictedEarly() {
        return evictedEarly;
    }

    /** Memory in use, that of findings estimated. */
    long bytes() {
        return (long) ring.length * Long.BYTES
                + (long) index.length * Integer.BYTES
                + findingsBytes;
    }

    /** Whether everything is too old, as nothing was added for long, or the clock was set. */
    private boolean isStale(long nowMillis) {
        return Math.abs(nowMillis - lastMillis) > KEPT_MILLIS;
    }

    /** Forgets what is too old, so that no entry is ever so old that its time is ambiguous. */
    private void expire(long nowMillis) {
        if (isStale(nowMillis)) {
            clear();
        }
        lastMillis = nowMillis;
        while (count > 0 && age(oldest, nowMillis) > KEPT_MILLIS) {
            evict();
        }
    }

    private void clear() {
        Arrays.fill(index, 0);
        withFindings.clear();
        findingsBytes = 0;
        evicted += count;
        clockSets.clear();
        count = 0;
        oldest = 0;
    }

    private int add(RetryIdentity identity, long nowMillis) {
        if (count == capacity()) {
            if (count < maxEntries) {
                grow();
            } else {
                evictedEarly += age(oldest, nowMillis) < WANTED_MILLIS ? 1 : 0;
                evict();
            }
        }
        int place = (oldest + count) % capacity();
        count++;
        ring[LONGS * place] = identity.low();
        insert(tag(identity) | place + 1, identity.low());
        return place;
    }

    private int find(RetryIdentity identity) {
        int tag = tag(identity);
        int mask = index.length - 1;
        for (int at = home(identity.low(), mask); index[at] != 0; at = (at + 1) & mask) {
            int place = place(index[at]);
            if ((index[at] & ~PLACE_MASK) == tag && ring[LONGS * place] == identity.low()) {
                return place;
            }
        }
        return -1;
    }

    private void insert(int slot, long low) {
        int mask = index.length - 1;
        int at = home(low, mask);
        while (index[at] != 0) {
            at = (at + 1) & mask;
        }
        index[at] = slot;
    }

    /** Forgets the oldest, and moves those back that stand behind it only because of it. */
    private void evict() {
        forgetFindings(evicted);
        int mask = index.length - 1;
        int hole = home(ring[LONGS * oldest], mask);
        while (index[hole] == 0 || place(index[hole]) != oldest) {
            hole = (hole + 1) & mask;
        }
        for (int at = (hole + 1) & mask; index[at] != 0; at = (at + 1) & mask) {
            int home = home(ring[LONGS * place(index[at])], mask);
            if (((at - home) & mask) >= ((at - hole) & mask)) {
                index[hole] = index[at];
                hole = at;
            }
        }
        index[hole] = 0;
        oldest = (oldest + 1) % capacity();
        count--;
        evicted++;
        while (!clockSets.isEmpty() && clockSets.peekFirst().sequence <= evicted) {
            clockSets.removeFirst();
        }
    }

    private void grow() {
        int before = capacity();
        int[] slots = index;
        long[] entries = new long[LONGS * Math.min(2 * before, maxEntries)];
        int first = LONGS * (before - oldest);
        System.arraycopy(ring, LONGS * oldest, entries, 0, first);
        System.arraycopy(ring, 0, entries, first, LONGS * oldest);
        ring = entries;
        index = new int[indexSize(capacity())];
        for (int slot : slots) {
            if (slot != 0) {
                int place = Math.floorMod(place(slot) - oldest, before);
                insert((slot & ~PLACE_MASK) | place + 1, ring[LONGS * place]);
            }
        }
        oldest = 0;
    }

    private void keepWhole(long sequence, Stored stored) {
        long bytes = bytes(stored);
        if (bytes > findingsLimitBytes) {
            return;
        }
        withFindings.put(sequence, stored);
        findingsBytes += bytes;
        Iterator<Stored> eldest = withFindings.values().iterator();
        while (findingsBytes > findingsLimitBytes) {
            findingsBytes -= bytes(eldest.next());
            eldest.remove();
        }
    }

    private void forgetFindings(long sequence) {
        Stored stored = withFindings.isEmpty() ? null : withFindings.remove(sequence);
        if (stored != null) {
            findingsBytes -= bytes(stored);
        }
    }

    private static long bytes(Stored stored) {
        long bytes = OUTCOME_BYTES;
        for (EventResult result : stored.results()) {
            bytes +=
                    RESULT_BYTES
                            + 2L * result.finding().pointer().length()
                            + 2L * result.finding().got().length();
        }
        return bytes;
    }

    /** Which entry it is, counted from the table's beginning. */
    private long sequence(int place) {
        return evicted + Math.floorMod(place - oldest, capacity());
    }

    private int capacity() {
        return ring.length / LONGS;
    }

    private long age(int place, long nowMillis) {
        long then = nowMillis - setSince(place);
        long age = (then - (ring[LONGS * place + 2] >>> (3 * COUNT_BITS))) & TIME_MASK;
        return age > TIME_MASK - AHEAD_MILLIS ? age - TIME_MASK - 1 : age;
    }

    /** By how much the clock was set since this entry was received. */
    private long setSince(int place) {
        if (clockSets.isEmpty()) {
            return 0;
        }
        long sequence = sequence(place);
        long byMillis = 0;
        for (ClockSet set : clockSets) {
            byMillis += set.sequence > sequence ? set.byMillis : 0;
        }
        return byMillis;
    }

    private static int place(int slot) {
        return (slot & PLACE_MASK) - 1;
    }

    private static int tag(RetryIdentity identity) {
        return (int) (identity.high() >>> 32) & ~PLACE_MASK;
    }

    private static int home(long low, int mask) {
        return (int) low & mask;
    }
}
