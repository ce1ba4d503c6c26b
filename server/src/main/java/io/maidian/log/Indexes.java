package io.maidian.log;

import io.maidian.event.DuplicateEvent;
import java.util.Iterator;
import java.util.List;

/**
 * The places of an entry's events and rejected events in their upload's array: duplicates, which
 * have no records, take up places between. For one thread.
 */
final class Indexes {
    private static final int NONE = -1;

    private final Iterator<DuplicateEvent> duplicates;
    private int skipped;
    private int next;

    /**
     * @param duplicates in the array's order
     */
    Indexes(List<DuplicateEvent> duplicates) {
        this.duplicates = duplicates.iterator();
        skipped = nextDuplicate();
    }

    /** The place of the next record's event. */
    int next() {
        while (next == skipped) {
            next++;
            skipped = nextDuplicate();
        }
        return next++;
    }

    private int nextDuplicate() {
        return duplicates.hasNext() ? duplicates.next().index() : NONE;
    }
}
