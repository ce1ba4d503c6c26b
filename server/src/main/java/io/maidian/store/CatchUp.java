package io.maidian.store;

import io.maidian.event.EventBatch;
import io.maidian.log.EventLog;
import io.maidian.log.LogGroup;
import io.maidian.log.LogPosition;
import io.maidian.log.LogReader;
import java.io.IOException;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings a store that is not asked yet up to a position of the log, as the {@link Indexer} would.
 * For one thread.
 */
public final class CatchUp {
    private static final EventBatch NOTHING = new EventBatch(List.of(), List.of(), List.of());

    private final EventLog log;
    private final EventStore store;
    private final LoadableBatch loadable;
    private final LongConsumer passed;

    /**
     * @param passed told after each batch how many events it had, rejected ones included; what it
     *     throws ends the work, which may be taken up again
     */
    public CatchUp(EventLog log, EventStore store, LongConsumer passed) {
        this.log = log;
        this.store = store;
        this.passed = passed;
        loadable = new LoadableBatch(store, _ -> {});
    }

    /**
     * Adds what lies between the store's position and this one.
     *
     * @param target where a group begins, or the log's end; nothing is done where the store is
     *     there already
     */
    public void to(LogPosition target) throws IOException {
        LogPosition position = store.position();
        if (position.compareTo(target) >= 0) {
            return;
        }
        try (LogReader reader = new Until(log.read(position), target)) {
            while (position.compareTo(target) < 0) {
                GroupBatch batch = GroupBatch.read(reader, position, Indexer.Settings.DEFAULT);
                if (batch == null) {
                    // What is left before the target is damaged or was lost: nothing to add.
                    loadable.add(NOTHING, target);
                    return;
                }
                loadable.add(batch.batch(), batch.end());
                position = batch.end();
                passed.accept(
                        batch.batch().events().size()
                                + batch.batch().rejected().size()
                                + batch.batch().changes().size());
            }
        }
    }

    /** Reads no group that begins at the target or later. */
    private static final class Until implements LogReader {
        private final LogReader reader;
        private final LogPosition target;
        private boolean reached;

        Until(LogReader reader, LogPosition target) {
            this.reader = reader;
            this.target = target;
        }

        @Override
        public @Nullable LogGroup next() throws IOException {
            if (reached) {
                return null;
            }
            LogGroup group = reader.next();
            reached = group == null || group.end().compareTo(target) >= 0;
            return group;
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }
}
