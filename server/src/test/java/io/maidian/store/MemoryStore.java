package io.maidian.store;

import io.maidian.event.Event;
import io.maidian.event.EventBatch;
import io.maidian.event.RejectedEvent;
import io.maidian.log.LogPosition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A store in memory that refuses users who are called bad, and fails when told to. */
public final class MemoryStore implements EventStore {
    final List<Event> events = new ArrayList<>();
    final List<RejectedEvent> rejected = new ArrayList<>();
    private LogPosition position = LogPosition.START;
    private int failures;
    private int doubtful;

    /** The next so many adds fail, with nothing stored. */
    synchronized void failNext(int times) {
        failures = times;
    }

    /** The next so many adds store their batch and fail all the same. */
    synchronized void failAfterStoring(int times) {
        doubtful = times;
    }

    synchronized List<String> users() {
        return events.stream().map(Event::user).toList();
    }

    @Override
    public synchronized LogPosition position() {
        return position;
    }

    @Override
    public synchronized void add(EventBatch batch, LogPosition reached)
            throws IOException, UnloadableException {
        if (reached.compareTo(position) <= 0) {
            throw new IllegalArgumentException("not beyond");
        }
        if (failures > 0) {
            failures--;
            throw new IOException("no space");
        }
        if (!canTake(batch)) {
            throw new UnloadableException("bad user", null);
        }
        events.addAll(batch.events());
        rejected.addAll(batch.rejected());
        position = reached;
        if (doubtful > 0) {
            doubtful--;
            throw new IOException("doubtful");
        }
    }

    @Override
    public boolean canTake(EventBatch batch) {
        return batch.events().stream().noneMatch(event -> event.user().startsWith("bad"));
    }

    @Override
    public int forgetRejected(String ai, long receivedBeforeMillis, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public LogPosition checkpoint() {
        return position();
    }

    @Override
    public int settle() {
        throw new UnsupportedOperationException();
    }

    @Override
    public long unsettled() {
        return 0;
    }

    @Override
    public int forgetEvents(String ai, long receivedBeforeMillis, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
