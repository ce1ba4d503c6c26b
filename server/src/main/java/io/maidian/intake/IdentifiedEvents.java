package io.maidian.intake;

import io.maidian.event.Finding;
import io.maidian.ids.IdHashes;
import io.maidian.intake.CapturedEvent.EventOutcome;
import io.maidian.intake.UploadOutcome.EventResult;
import io.maidian.log.EventRecord;
import io.maidian.log.UploadRecords;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** The events of one upload that bear an id, in its order. For one thread at a time. */
final class IdentifiedEvents {
    private final IdHashes hashes;
    private final List<Identified> events = new ArrayList<>();
    private final List<UploadRecords.Duplicate> duplicates = new ArrayList<>();
    private int warnedDuplicates;

    IdentifiedEvents(IdHashes hashes) {
        this.hashes = hashes;
    }

    /** One event, and the warnings on it. */
    private record Identified(UploadRecords.Duplicate event, List<Finding> warnings) {}

    /**
     * Adds the next one.
     *
     * @param record the place of its record in the entry
     */
    void add(int index, String id, EventRecord event, int record) {
        hashes.add(id);
        events.add(
                new Identified(
                        new UploadRecords.Duplicate(index, id, event.key(), event.user(), record),
                        event.warnings()));
    }

    IdHashes hashes() {
        return hashes;
    }

    /** What is to be told of them: that they came before, or their warnings. */
    List<EventResult> settle(BitSet known) {
        List<EventResult> results = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            UploadRecords.Duplicate event = events.get(i).event();
            List<Finding> warnings = events.get(i).warnings();
            if (known.get(i)) {
                duplicates.add(event);
                warnedDuplicates += warnings.isEmpty() ? 0 : 1;
                results.add(
                        new EventResult(
                                event.index(),
                                EventOutcome.DUPLICATE,
                                DuplicateRule.finding(event.index(), event.id())));
            } else {
                for (Finding warning : warnings) {
                    results.add(new EventResult(event.index(), EventOutcome.WARNED, warning));
                }
            }
        }
        return results;
    }

    List<UploadRecords.Duplicate> duplicates() {
        return duplicates;
    }

    /** How many of the duplicates had warnings. */
    int warnedDuplicates() {
        return warnedDuplicates;
    }
}
