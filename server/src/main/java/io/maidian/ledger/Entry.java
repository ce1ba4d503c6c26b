package io.maidian.ledger;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one upload.
 *
 * @param from the number of its first event; the others follow it
 * @param to the number of its last
 * @param rejected those of them that the server rejected; only where it answered
 * @param requestId the server's, where it answered
 * @param why in few words, where it did not store
 */
record Entry(
        Fate fate,
        long from,
        long to,
        List<Long> rejected,
        @Nullable String requestId,
        @Nullable String why) {
    Entry {
        rejected = List.copyOf(rejected);
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("events " + from + " to " + to);
        }
    }

    static Entry answered(long from, long to, List<Long> rejected, String requestId) {
        return new Entry(Fate.ACKNOWLEDGED, from, to, rejected, requestId, null);
    }

    static Entry notStored(Fate fate, long from, long to, String why) {
        return new Entry(fate, from, to, List.of(), null, why);
    }
}
