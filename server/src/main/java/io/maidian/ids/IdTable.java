package io.maidian.ids;

import java.util.Arrays;

/**
 * Hashes in memory, each with the second of its acceptance and where it lies in the log, or with
 * the claim by which it is being stored. Many small tables of open addressing, so that nothing done
 * in one step takes long. For one thread at a time.
 */
final class IdTable {
    /** Parts of the table. */
    static final int PARTS = 256;

    /** What {@link #find} returns for none. */
    static final long NONE = Long.MIN_VALUE;

    private static final int PART_SHIFT = Long.SIZE - 8;
    private static final int FIRST_SLOTS = 8;

    private final Part[] parts = new Part[PARTS];
    private int size;

    IdTable() {
        Arrays.setAll(parts, _ -> new Part());
    }

    int size() {
        return size;
    }

    long bytes() {
        long sum = 0;
        for (Part part : parts) {
            sum += 3L * Long.BYTES * part.places.length;
        }
        return sum;
    }

    /** Where a hash lies in the log, a negative number for its claim, or {@link #NONE}. */
    long find(long high, long low) {
        Part part = part(high);
        int slot = part.slot(high, low);
        return part.places[slot];
    }

    /** In which second a hash that is there was accepted, unsigned. */
    int seconds(long high, long low) {
        Part part = part(high);
        return (int) part.lows[part.slot(high, low)];
    }

    /** Adds a hash, or replaces what is said of it. */
    void put(long high, long low, int seconds, long place) {
        size += part(high).put(high, low & IdHashes.HASH_BITS, seconds, place);
    }

    void remove(long high, long low) {
        size -= part(high).remove(high, low);
    }

    /** Removes what lies in the log before this position, of one part. */
    void removeBefore(int part, long position) {
        size -= parts[part].removeBefore(position);
    }

    private Part part(long high) {
        return parts[(int) (high >>> PART_SHIFT)];
    }

    private static final class Part {
        private long[] highs = new long[FIRST_SLOTS];
        private long[] lows = new long[FIRST_SLOTS];
        private long[] places = empty(FIRST_SLOTS);
        private int used;

        private static long[] empty(int slots) {
            long[] places = new long[slots];
            Arrays.fill(places, NONE);
            return places;
        }

        /** The slot of a hash, or the one where it would be. */
        int slot(long high, long low) {
            int mask = places.length - 1;
            int slot = home(high) & mask;
            while (places[slot] != NONE
                    && (highs[slot] != high || ((lows[slot] ^ low) & IdHashes.HASH_BITS) != 0)) {
                slot = (slot + 1) & mask;
            }
            return slot;
        }

        private static int home(long high) {
            // The upper bits chose the part, and are the same in all of it.
            return (int) (high >>> Long.BYTES);
        }

        int put(long high, long low, int seconds, long place) {
            int slot = slot(high, low);
            int added = places[slot] == NONE ? 1 : 0;
            if (added > 0 && 4 * (used + 1) > 3 * places.length) {
                resize(2 * places.length, Long.MIN_VALUE);
                slot = slot(high, low);
            }
            highs[slot] = high;
            lows[slot] = low | Integer.toUnsignedLong(seconds);
            places[slot] = place;
            used += added;
            return added;
        }

        int remove(long high, long low) {
            int hole = slot(high, low);
            if (places[hole] == NONE) {
                return 0;
            }
            int mask = places.length - 1;
            for (int at = (hole + 1) & mask; places[at] != NONE; at = (at + 1) & mask) {
                int home = home(highs[at]) & mask;
                if (((at - home) & mask) >= ((at - hole) & mask)) {
                    highs[hole] = highs[at];
                    lows[hole] = lows[at];
                    places[hole] = places[at];
                    hole = at;
                }
            }
            places[hole] = NONE;
            used--;
            return 1;
        }

        int removeBefore(long position) {
            int kept = 0;
            for (long place : places) {
                kept += place != NONE && (place < 0 || place >= position) ? 1 : 0;
            }
            int removed = used - kept;
            if (removed > 0) {
                int slots = FIRST_SLOTS;
                while (4 * (kept + 1) > 3 * slots) {
                    slots *= 2;
                }
                resize(slots, position);
            }
            return removed;
        }

        /** Makes another table of what is claimed or lies at this position or later. */
        private void resize(int slots, long position) {
            long[] oldHighs = highs;
            long[] oldLows = lows;
            long[] oldPlaces = places;
            highs = new long[slots];
            lows = new long[slots];
            places = empty(slots);
            used = 0;
            for (int i = 0; i < oldPlaces.length; i++) {
                long place = oldPlaces[i];
                if (place != NONE && (place < 0 || place >= position)) {
                    int slot = slot(oldHighs[i], oldLows[i]);
                    highs[slot] = oldHighs[i];
                    lows[slot] = oldLows[i];
                    places[slot] = place;
                    used++;
                }
            }
        }
    }
}
