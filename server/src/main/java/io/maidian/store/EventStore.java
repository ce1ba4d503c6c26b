package io.maidian.store;

import io.maidian.event.EventBatch;
import io.maidian.log.LogPosition;
import java.io.Closeable;
import java.io.IOException;

/**
 * Where accepted and rejected events lie to be asked. Each batch is added at a log position, once:
 * rows, newly seen events and variables, and the position are one transaction, so that after any
 * crash {@link #position} says exactly what is in. One thread adds; {@link #position} may be read
 * by any.
 *
 * <p>A rejected event that was replayed is stored beside its row in quarantine, which says so from
 * then on, in the batch of its replay; it is stored once, however often the log replays it.
 */
public interface EventStore extends Closeable {
    /**
     * Under this key lies what is beyond the caps: event keys past the 10,000th of a project,
     * variables past the 1,000th of an event key. Their own keys are kept with each event.
     */
    String OVERFLOW_KEY = "(overflow)";

    /** The log position up to which everything is in. */
    LogPosition position();

    /**
     * Adds a batch and moves the position, both or neither.
     *
     * @param reached the position after the batch's last group, greater than {@link #position}
     * @throws UnloadableException if some event of the batch can never be stored as it is; nothing
     *     was stored
     * @throws IOException if the store cannot take it now; nothing was stored
     */
    void add(EventBatch batch, LogPosition reached) throws IOException, UnloadableException;

    /**
     * Whether {@link #add} would take these events; stores nothing. Used to find the one that it
     * would not.
     */
    boolean canTake(EventBatch batch) throws IOException;

    /**
     * Drops the rejected events and refused uploads of a project that were received before this
     * moment; their counts stay. May be called by any thread; {@link #add} waits for it.
     *
     * @param limit rows at most, so that nothing waits long; a long text is several
     * @return how many rows were dropped; as many as the limit where there may be more
     */
    int forgetRejected(String ai, long receivedBeforeMillis, int limit) throws IOException;

    /**
     * Works what was added into the store's own file, so that its journal is needed for none of it.
     *
     * @return the log position that is reached by that
     * @throws IOException if it cannot be done now; nothing is lost, and it may be tried again
     */
    LogPosition checkpoint() throws IOException;

    /**
     * Brings a bounded number of stored events into the order in which questions find them fast, if
     * there are enough of them. Changes no answer, and neither {@link #add} nor a question waits
     * for it; what is added waits for none of it. For a background thread.
     *
     * @return how many events it moved; 0 where nothing was to be done
     * @throws IOException if it could not; nothing was moved, and it may be tried again
     */
    int settle() throws IOException;

    /**
     * How many of the stored events {@link #settle} has not moved yet.
     *
     * @throws IOException if the store cannot be read now
     */
    long unsettled() throws IOException;

    /**
     * Drops the events of a project that were received before this moment; what was counted by
     * event key stays counted. Neither {@link #add} nor a question waits for it. For a background
     * thread.
     *
     * @param limit at most so many
     * @return how many were dropped
     * @throws IOException if it could not; nothing was dropped, and it may be tried again
     */
    int forgetEvents(String ai, long receivedBeforeMillis, int limit) throws IOException;

    @Override
    void close() throws IOException;
}
