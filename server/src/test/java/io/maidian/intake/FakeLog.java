package io.maidian.intake;

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
import io.maidian.log.UploadRecords;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A log in memory: each append is a group of its own, durable at once unless told otherwise. */
final class FakeLog implements EventLog {
    private final List<LogGroup> groups = new ArrayList<>();
    private long offset;
    private final List<Runnable> held = new ArrayList<>();
    private @Nullable Receipt failure;
    private @Nullable Receipt nextFailure;
    private boolean holding;
    private LogPosition lastRead = LogPosition.START;

    /** What every append is told from now on, and nothing is stored; null to store again. */
    void failWith(@Nullable Receipt receipt) {
        failure = receipt;
    }

    /** What the next append is told, and it is not stored. */
    void failNext(Receipt receipt) {
        nextFailure = receipt;
    }

    /** Keeps the receipts of what is appended from now on until {@link #release}. */
    void hold() {
        holding = true;
    }

    /** Stores, or fails, what was held back. */
    void release() {
        holding = false;
        List<Runnable> all = List.copyOf(held);
        held.clear();
        all.forEach(Runnable::run);
    }

    /** From where it was read last. */
    LogPosition lastRead() {
        return lastRead;
    }

    /** What it holds. */
    EventBatch content() {
        try {
            return UploadRecords.decode(groups);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The JSON of its records of one kind. */
    List<String> texts(RecordKind kind) {
        List<String> texts = new ArrayList<>();
        for (LogGroup group : groups) {
            for (LogEntry entry : group.entries()) {
                for (LogRecord record : entry.records()) {
                    if (record.kind() == kind) {
                        texts.add(
                                StandardCharsets.UTF_8
                                        .decode(record.payload().duplicate())
                                        .toString());
                    }
                }
            }
        }
        return texts;
    }

    int appended() {
        return groups.size();
    }

    void clear() {
        groups.clear();
    }

    @Override
    public void append(LogBatch batch, Consumer<Receipt> done) {
        if (holding) {
            held.add(() -> append(batch, done));
            return;
        }
        Receipt next = nextFailure;
        nextFailure = null;
        if (next != null) {
            done.accept(next);
            return;
        }
        if (failure != null) {
            done.accept(failure);
            return;
        }
        LogPosition start = new LogPosition(offset);
        offset += 16 + batch.length();
        LogEntry entry = new LogEntry(0, records(batch));
        groups.add(new LogGroup(start, new LogPosition(offset), List.of(entry)));
        done.accept(new Receipt.Durable(start, 0));
    }

    private static ByteBuffer joined(LogBatch batch) {
        ByteBuffer all = ByteBuffer.allocate(batch.length());
        for (ByteBuffer piece : batch.pieces()) {
            all.put(piece);
        }
        return all.flip();
    }

    /** A batch's records, read from its frames. */
    static List<LogRecord> records(LogBatch batch) {
        List<LogRecord> records = new ArrayList<>();
        ByteBuffer framed = joined(batch);
        while (framed.hasRemaining()) {
            RecordKind kind = Objects.requireNonNull(RecordKind.of(framed.get()));
            byte[] payload = new byte[framed.getInt()];
            framed.get(payload);
            records.add(new LogRecord(kind, ByteBuffer.wrap(payload).asReadOnlyBuffer()));
        }
        return records;
    }

    @Override
    public LogPosition start() {
        return LogPosition.START;
    }

    @Override
    public LogPosition end() {
        return new LogPosition(offset);
    }

    @Override
    public LogPosition firstGroupFrom(LogPosition position) {
        return groups.stream()
                .map(LogGroup::start)
                .filter(start -> start.compareTo(position) >= 0)
                .findFirst()
                .orElse(end());
    }

    @Override
    public LogReader read(LogPosition from) {
        lastRead = from;
        Iterator<LogGroup> rest =
                groups.stream().filter(g -> g.start().compareTo(from) >= 0).iterator();
        return new LogReader() {
            @Override
            public @Nullable LogGroup next() {
                return rest.hasNext() ? rest.next() : null;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public boolean awaitBeyond(LogPosition position, Duration atMost) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
