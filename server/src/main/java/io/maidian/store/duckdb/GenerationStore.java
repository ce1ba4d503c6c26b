package io.maidian.store.duckdb;

import io.maidian.event.EventBatch;
import io.maidian.log.LogPosition;
import io.maidian.query.QueryEngine;
import io.maidian.store.EventStore;
import io.maidian.store.UnloadableException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The event store whose file can be replaced by a new generation while it is added to and asked.
 *
 * <p>Invariant: at any moment one generation is current; adds and the folder's pointer agree on it.
 * A question runs on the generation that it began on, which is closed and removed when the last of
 * them has ended. Safe for any thread; one thread at a time makes copies and generations.
 */
public final class GenerationStore implements EventStore {
    private static final Logger LOG = LoggerFactory.getLogger(GenerationStore.class);

    private final StoreFolder folder;
    private final List<Path> copiesGoTo;
    private final DuckDbOptions options;
    private final DuckDbQueryEngine engine;

    /** Held by whatever changes the store, and while generations change. */
    private final Object writing = new Object();

    private volatile Generation current;
    private @Nullable StoreCopy copy;
    private boolean noMoreCopies;

    /** A generation and how many read it. */
    private static final class Generation {
        private final int number;
        private final DuckDbStore store;
        private int readers;
        private boolean retired;

        Generation(int number, DuckDbStore store) {
            this.number = number;
            this.store = store;
        }

        synchronized boolean enter() {
            if (!retired) {
                readers++;
            }
            return !retired;
        }

        synchronized void leave() {
            readers--;
            notifyAll();
        }

        /** Lets nobody in any more. */
        synchronized void retire() {
            retired = true;
        }

        synchronized void awaitEmpty() throws InterruptedException {
            while (readers > 0) {
                wait();
            }
        }
    }

    private GenerationStore(
            StoreFolder folder, List<Path> copiesGoTo, DuckDbOptions options, Generation current) {
        this.folder = folder;
        this.copiesGoTo = copiesGoTo;
        this.options = options;
        engine = new DuckDbQueryEngine(this::read, options.queryTimeout());
        this.current = current;
    }

    /**
     * Opens the current generation, or creates the first; removes what a crash left of others.
     *
     * @param snapshots where {@link #copyTo} may write, beside the store's own folder
     * @throws IOException also where another process has it open, a newer Maidian wrote it, or it
     *     is damaged: the message says what to do
     */
    public static GenerationStore open(StoreFolder folder, Path snapshots, DuckDbOptions options)
            throws IOException {
        List<Path> copiesGoTo = List.of(folder.root(), snapshots);
        int number = folder.current();
        DuckDbStore store =
                DuckDbStore.open(folder.disk(), folder.folder(number), copiesGoTo, options);
        try {
            folder.removeOthers(number);
        } catch (IOException e) {
            store.close();
            throw e;
        }
        return new GenerationStore(folder, copiesGoTo, options, new Generation(number, store));
    }

    /** Answers questions from whatever generation is current, until the store is closed. */
    public QueryEngine queryEngine() {
        return engine;
    }

    @Override
    public LogPosition position() {
        return current.store.position();
    }

    @Override
    public void add(EventBatch batch, LogPosition reached) throws IOException, UnloadableException {
        synchronized (writing) {
            current.store.add(batch, reached);
        }
    }

    @Override
    public boolean canTake(EventBatch batch) throws IOException {
        synchronized (writing) {
            return current.store.canTake(batch);
        }
    }

    @Override
    public int forgetRejected(String ai, long receivedBeforeMillis, int limit) throws IOException {
        synchronized (writing) {
            return current.store.forgetRejected(ai, receivedBeforeMillis, limit);
        }
    }

    @Override
    public LogPosition checkpoint() throws IOException {
        Generation generation = enter();
        try {
            return generation.store.checkpoint();
        } finally {
            generation.leave();
        }
    }

    @Override
    public int settle() throws IOException {
        Generation generation = enter();
        try {
            return generation.store.settle();
        } finally {
            generation.leave();
        }
    }

    @Override
    public long unsettled() throws IOException {
        Generation generation = enter();
        try {
            return generation.store.unsettled();
        } finally {
            generation.leave();
        }
    }

    /** What a generation that is being made still holds of them is dropped by the next call. */
    @Override
    public int forgetEvents(String ai, long receivedBeforeMillis, int limit) throws IOException {
        Generation generation = enter();
        try {
            return generation.store.forgetEvents(ai, receivedBeforeMillis, limit);
        } finally {
            generation.leave();
        }
    }

    private <T> T read(Reads.Work<T> work) throws IOException {
        Generation generation = enter();
        try {
            return generation.store.reads().read(work);
        } finally {
            generation.leave();
        }
    }

    private Generation enter() {
        while (true) {
            Generation generation = current;
            if (generation.enter()) {
                return generation;
            }
        }
    }

    /**
     * How much disk the store takes.
     *
     * @param fileBytes the size of its file
     * @param freeBytes how much of that holds nothing, which {@code compact} gives back
     */
    public record Space(long fileBytes, long freeBytes) {
        /** How much holds something. */
        public long usedBytes() {
            return fileBytes - freeBytes;
        }
    }

    /** How much disk the current generation takes. */
    public Space space() throws IOException {
        String sql =
                "SELECT block_size * total_blocks, block_size * free_blocks FROM"
                        + " pragma_database_size() WHERE database_name = current_database()";
        Generation generation = enter();
        try (DuckDBConnection connection = generation.store.connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return new Space(row.getLong(1), row.getLong(2));
        } catch (SQLException e) {
            throw new IOException("cannot tell the store's size: " + e.getMessage(), e);
        } finally {
            generation.leave();
        }
    }

    /** The number of the current generation, from 1 up. */
    public int generation() {
        return current.number;
    }

    /**
     * Copies the store as it stands at one moment into a new file, without free space, while it is
     * added to and asked; the copy is durable, and was opened and compared. Takes long.
     *
     * @param target below the store's folder or the snapshots'
     * @return the log position that the copy stands at
     */
    public LogPosition copyTo(Path target) throws IOException {
        Generation generation = enter();
        StoreCopy copying = new StoreCopy(folder.disk(), generation.store);
        try {
            synchronized (this) {
                if (noMoreCopies) {
                    throw new IOException("the server is being stopped");
                }
                copy = copying;
            }
            return copying.to(target).position();
        } finally {
            synchronized (this) {
                copy = null;
            }
            generation.leave();
        }
    }

    /** Ends a {@link #copyTo} that is running, which fails, as later ones do. */
    public synchronized void stopCopying() {
        noMoreCopies = true;
        if (copy != null) {
            copy.stop();
        }
    }

    /** Begins a new generation beside the current one. */
    public NextGeneration next() throws IOException {
        return NextGeneration.begin(folder, copiesGoTo, options);
    }

    /** Adds what a new generation still lacks of the current one. */
    @FunctionalInterface
    public interface Finish {
        void upTo(LogPosition position) throws IOException;
    }

    /**
     * Puts a new generation in the current one's place. Adding waits meanwhile; questions do not:
     * those that run end on the old generation, which is then removed.
     *
     * @param finish brings the new one to the position that it is told; nothing is added to the
     *     current one meanwhile
     * @return how long adding waited
     * @throws IOException where the current one stays
     */
    public Duration swap(NextGeneration next, Finish finish)
            throws IOException, InterruptedException {
        long began = System.nanoTime();
        Generation old;
        Duration pause;
        synchronized (writing) {
            old = current;
            finish.upTo(old.store.position());
            LogPosition reached = next.open().position();
            if (!reached.equals(old.store.position())) {
                throw new IOException(
                        "the new generation stands at %d, the current one at %d: nothing was changed"
                                .formatted(reached.offset(), old.store.position().offset()));
            }
            point(next, old.number);
            current = new Generation(next.number(), next.handOver());
            pause = Duration.ofNanos(System.nanoTime() - began);
        }
        old.retire();
        LOG.info(
                "the store's generation {} is current; the indexer waited {} ms",
                current.number,
                pause.toMillis());
        old.awaitEmpty();
        old.store.close();
        folder.remove(old.number);
        return pause;
    }

    /** After a failure it is not known which one the folder names: then both stay. */
    private void point(NextGeneration next, int old) throws IOException {
        try {
            folder.makeCurrent(next.number());
        } catch (IOException e) {
            try {
                folder.makeCurrent(old);
            } catch (IOException again) {
                e.addSuppressed(again);
                next.keep();
            }
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (writing) {
            current.store.close();
        }
    }
}
