package io.maidian.log;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * The log of everything that was uploaded. An entry whose receipt is {@link Receipt.Durable} is
 * found by every later reader, once, after any crash; entries keep the order of their positions.
 * Safe for any thread.
 */
public interface EventLog extends Closeable {
    /**
     * Queues an entry and returns at once; never blocks.
     *
     * @param done told exactly once, on the log's own thread or on the caller's: it must be quick
     *     and must not throw
     */
    void append(LogBatch batch, Consumer<Receipt> done);

    /** Where the log begins: the oldest position that can still be read. */
    LogPosition start();

    /** The end of what is durable. */
    LogPosition end();

    /**
     * Where the first group begins that begins here or later; {@link #end} if none does. Blocking:
     * it may read over a group.
     *
     * @throws IOException also where the position is before {@link #start} or after {@link #end}
     */
    LogPosition firstGroupFrom(LogPosition position) throws IOException;

    /**
     * Reads on from a group's start.
     *
     * @throws IOException also where the position is before {@link #start}, after {@link #end} or
     *     no group's start
     */
    LogReader read(LogPosition from) throws IOException;

    /**
     * Waits until there is something durable after this position; false if the time passes first.
     */
    boolean awaitBeyond(LogPosition position, Duration atMost) throws InterruptedException;

    /** Takes no more, stores what is queued, and lets the files go. */
    @Override
    void close() throws IOException;
}
