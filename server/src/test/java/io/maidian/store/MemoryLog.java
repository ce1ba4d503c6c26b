package io.maidian.store;

import io.maidian.event.EventBatch;
import io.maidian.log.EventLog;
import io.maidian.log.LogBatch;
import io.maidian.log.LogEntry;
import io.maidian.log.LogGroup;
import io.maidian.log.LogPosition;
import io.maidian.log.LogReader;
import io.maidian.log.LogRecord;
import io.maidian.log.Receipt;
import io.maidian.log.RecordKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A log of batches in memory, each a group of {@link #GROUP_BYTES}; a record's payload is the
 * batch's number. Safe for any thread.
 */
final class MemoryLog implements EventLog {
    static final long GROUP_BYTES = 100;

    private final List<EventBatch> groups = new ArrayList<>();
    private long firstPosition;
    private @Nullable String failure;

    /** What a batch's uploads should have as position, before it is added. */
    synchronized long nextPosition() {
        return groups.size() * GROUP_BYTES;
    }

    synchronized void add(EventBatch batch) {
        groups.add(batch);
        notifyAll();
    }

    /** Forgets the beginning. */
    synchronized void startAt(long position) {
        firstPosition = position;
    }

    /** From now on reading fails with this message; null heals it. */
    synchronized void failReading(@Nullable String message) {
        failure = message;
    }

    /** What the indexer's decoder does. */
    synchronized EventBatch decode(List<LogGroup> wanted) throws IOException {
        ByteBuffer payload = wanted.getFirst().entries().getFirst().records().getFirst().payload();
        return groups.get(payload.getInt(0));
    }

    @Override
    public synchronized LogPosition start() {
        return new LogPosition(firstPosition);
    }

    @Override
    public synchronized LogPosition end() {
        return new LogPosition(nextPosition());
    }

    @Override
    public LogPosition firstGroupFrom(LogPosition position) {
        return new LogPosition(Math.ceilDiv(position.offset(), GROUP_BYTES) * GROUP_BYTES);
    }

    @Override
    public LogReader read(LogPosition from) throws IOException {
        return new LogReader() {
            private int next = (int) (from.offset() / GROUP_BYTES);

            @Override
            public @Nullable LogGroup next() throws IOException {
                return group(next) == null ? null : group(next++);
            }

            @Override
            public void close() {}
        };
    }

    private synchronized @Nullable LogGroup group(int number) throws IOException {
        if (failure != null) {
            throw new IOException(failure);
        }
        if (number >= groups.size()) {
            return null;
        }
        ByteBuffer payload = ByteBuffer.allocate(4).putInt(0, number);
        LogEntry entry = new LogEntry(0, List.of(new LogRecord(RecordKind.EVENT, payload)));
        return new LogGroup(
                new LogPosition(number * GROUP_BYTES),
                new LogPosition((number + 1) * GROUP_BYTES),
                List.of(entry));
    }

    @Override
    public synchronized boolean awaitBeyond(LogPosition position, Duration atMost)
            throws InterruptedException {
        if (nextPosition() <= position.offset()) {
            TimeUnit.MILLISECONDS.timedWait(this, atMost.toMillis());
        }
        return nextPosition() > position.offset();
    }

    @Override
    public void append(LogBatch batch, Consumer<Receipt> done) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
