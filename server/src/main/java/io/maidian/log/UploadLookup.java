package io.maidian.log;

import io.maidian.event.RequestId;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Finds an upload in the log by its id, from the moment it is durable. Blocking; safe for any
 * thread, one at a time: a group may be as large as 64 MiB, and is read whole.
 */
public final class UploadLookup {
    private final EventLog log;
    private final ReentrantLock turn = new ReentrantLock();

    public UploadLookup(EventLog log) {
        this.log = log;
    }

    /** What was found. */
    public sealed interface Answer {}

    /** The upload. */
    public record Found(LoggedUpload upload) implements Answer {}

    /** There is none of this id. */
    public record Unknown() implements Answer {}

    /** It would lie before the log's beginning. */
    public record NoLongerKept() implements Answer {}

    /** The part of the log where it would lie cannot be read. */
    public record Damaged() implements Answer {}

    /**
     * Looks for an upload.
     *
     * @param from index of the first event that is wanted whole
     * @param limit events that are wanted whole; all others are counted
     * @throws IOException if the log cannot be read
     */
    public Answer find(RequestId id, int from, int limit) throws IOException {
        LogPosition position = new LogPosition(id.position());
        if (position.compareTo(log.start()) < 0) {
            return new NoLongerKept();
        }
        if (position.compareTo(log.end()) >= 0) {
            return new Unknown();
        }
        turn.lock();
        try {
            return read(id, position, from, limit);
        } catch (IOException e) {
            if (position.compareTo(log.start()) < 0) {
                return new NoLongerKept();
            }
            throw e;
        } finally {
            turn.unlock();
        }
    }

    private Answer read(RequestId id, LogPosition position, int from, int limit)
            throws IOException {
        // An id may be made up: only where a group begins can one be read.
        if (!log.firstGroupFrom(position).equals(position)) {
            return new Unknown();
        }
        try (LogReader reader = log.read(position)) {
            LogGroup group = reader.next();
            if (group == null || !group.start().equals(position)) {
                return new Damaged();
            }
            LoggedUpload upload = UploadRecords.upload(group, id.ordinal(), from, limit);
            return upload == null || !upload.upload().id().equals(id)
                    ? new Unknown()
                    : new Found(upload);
        }
    }
}
