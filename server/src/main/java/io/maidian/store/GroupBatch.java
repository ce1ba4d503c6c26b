package io.maidian.store;

import io.maidian.event.Event;
import io.maidian.event.EventBatch;
import io.maidian.event.QuarantineChange;
import io.maidian.event.RefusedUpload;
import io.maidian.event.RejectedEvent;
import io.maidian.log.LogGroup;
import io.maidian.log.LogPosition;
import io.maidian.log.LogReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A run of groups, decoded.
 *
 * @param end where the next group begins
 */
record GroupBatch(EventBatch batch, LogPosition end) {
    /**
     * Reads what is there, until a bound is passed; null where nothing is.
     *
     * @throws IOException also where a group cannot be decoded: the message names its position
     */
    static @Nullable GroupBatch read(LogReader reader, LogPosition from, Indexer.Settings settings)
            throws IOException {
        List<Event> events = new ArrayList<>();
        List<RejectedEvent> rejected = new ArrayList<>();
        List<RefusedUpload> refused = new ArrayList<>();
        List<QuarantineChange> changes = new ArrayList<>();
        LogPosition end = from;
        while (fullness(events.size() + rejected.size() + changes.size(), from, end, settings)
                < 1) {
            LogGroup group = reader.next();
            if (group == null) {
                break;
            }
            EventBatch decoded = decode(group, settings);
            events.addAll(decoded.events());
            rejected.addAll(decoded.rejected());
            refused.addAll(decoded.refused());
            changes.addAll(decoded.changes());
            end = group.end();
        }
        return end.equals(from)
                ? null
                : new GroupBatch(
                        new EventBatch(events, rejected, refused, List.of(), changes), end);
    }

    /**
     * How much of its bounds it takes: 1 and more where it ended there, so that there may be more.
     */
    double fullness(LogPosition from, Indexer.Settings settings) {
        int events = batch.events().size() + batch.rejected().size() + batch.changes().size();
        return fullness(events, from, end, settings);
    }

    private static double fullness(
            int events, LogPosition from, LogPosition end, Indexer.Settings settings) {
        return Math.max(
                (double) events / settings.batchEvents(),
                (double) (end.offset() - from.offset()) / settings.batchBytes());
    }

    /** One at a time: a group's bytes are valid only until the next is read. */
    private static EventBatch decode(LogGroup group, Indexer.Settings settings) throws IOException {
        try {
            return settings.decoding().decode(List.of(group));
        } catch (IOException e) {
            throw new IOException(
                    "the group at %d of the log cannot be read: %s"
                            .formatted(group.start().offset(), e.getMessage()),
                    e);
        }
    }

    /** The ids of the projects that have something in the batch. */
    static Set<String> projects(EventBatch batch) {
        Set<String> projects = new HashSet<>();
        String last = null;
        for (Event event : batch.events()) {
            // Events of one project follow one another by the hundred.
            if (!event.upload().ai().equals(last)) {
                last = event.upload().ai();
                projects.add(last);
            }
        }
        batch.rejected().forEach(event -> projects.add(event.upload().ai()));
        batch.refused().forEach(upload -> projects.add(upload.upload().ai()));
        batch.changes().forEach(change -> projects.add(change.ai()));
        return projects;
    }
}
