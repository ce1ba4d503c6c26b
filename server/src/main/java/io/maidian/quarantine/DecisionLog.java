package io.maidian.quarantine;

import io.maidian.live.LiveFeed;
import io.maidian.log.EventLog;
import io.maidian.log.LogPosition;
import io.maidian.log.Receipt;
import io.maidian.log.UploadRecords;
import io.maidian.ops.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Writes decisions about rejected events to the log, so that each is taken once: one turn at a
 * time, in which the state is looked at, the decision is made durable, and the store is waited for.
 * So whoever has the turn sees in the store all that was decided before, by others and before a
 * restart. Blocking; safe for any thread.
 */
final class DecisionLog {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final EventLog log;
    private final Supplier<LogPosition> stored;
    private final LiveFeed feed;
    private final ReplayedIds ids;
    private final Clock clock;
    private final Duration patience;
    private final ReentrantLock turn = new ReentrantLock(true);

    /**
     * What the store must have taken in before anything more is decided. Set in a turn, and by the
     * log's thread when it tells what became of that turn's decisions: until then nobody has the
     * next.
     */
    private volatile LogPosition decided;

    /**
     * @param patience how long a turn, the log and the store are each waited for
     */
    DecisionLog(Followed followed, ReplayedIds ids, Clock clock, Duration patience) {
        log = followed.log();
        stored = followed.stored();
        feed = followed.feed();
        this.ids = ids;
        this.clock = clock;
        this.patience = patience;
        decided = log.end();
    }

    /**
     * The log, and what follows it.
     *
     * @param stored how far the store has come
     * @param feed tells when it comes further
     */
    record Followed(EventLog log, Supplier<LogPosition> stored, LiveFeed feed) {}

    /** What is done in a turn: reads the store, and says what is to be decided. */
    interface Work<T> {
        /**
         * @param pen takes what is decided
         */
        T in(Pen pen) throws IOException;
    }

    /** Makes decisions durable and waits until the store has taken them in; none is no work. */
    interface Pen {
        /**
         * @return the replays that were left out, as another event bears their id
         */
        List<Decision.Replay> write(List<Decision> decisions) throws IOException;
    }

    /**
     * Does the work in a turn of its own.
     *
     * @throws IOException if the turn, the log or the store is not to be had now. Then what was
     *     decided may come into effect all the same, and is seen by the next turn
     */
    <T> T turn(String ai, Work<T> work) throws IOException {
        try {
            if (!turn.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("other decisions take their time: try again later");
            }
            try {
                awaitDecided(ai);
                return work.in(decisions -> write(ai, decisions));
            } finally {
                turn.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the server is stopping", e);
        }
    }

    private List<Decision.Replay> write(String ai, List<Decision> decisions) throws IOException {
        long nowMillis = clock.millis();
        List<Decision.Replay> identified =
                decisions.stream()
                        .filter(Decision.Replay.class::isInstance)
                        .map(Decision.Replay.class::cast)
                        .filter(replay -> replay.event().id() != null)
                        .toList();
        if (identified.isEmpty()) {
            append(ai, nowMillis, decisions, _ -> {});
            return List.of();
        }
        List<String> wanted =
                identified.stream()
                        .map(replay -> Objects.requireNonNull(replay.event().id()))
                        .toList();
        ReplayedIds.Claimed claimed = ids.claim(ai, wanted, nowMillis);
        List<Decision.Replay> duplicates =
                claimed.duplicates().stream().mapToObj(identified::get).toList();
        List<Decision> others = new ArrayList<>(decisions);
        others.removeAll(duplicates);
        append(ai, nowMillis, others, claimed.end());
        return duplicates;
    }

    /**
     * @param told what became of it, once
     */
    private void append(String ai, long nowMillis, List<Decision> decisions, Consumer<Receipt> told)
            throws IOException {
        if (decisions.isEmpty()) {
            return;
        }
        UploadRecords.Entry entry =
                UploadRecords.entry(ai, nowMillis, null, null, 256 * decisions.size());
        for (Decision decision : decisions) {
            switch (decision) {
                case Decision.Replay(var id, var sentMillis, var event) ->
                        entry.addReplayed(id, sentMillis, event);
                case Decision.Discard(var id) -> entry.addDiscarded(id);
                case Decision.Restore(var id) -> entry.addRestored(id);
            }
        }
        CompletableFuture<Receipt> receipt = new CompletableFuture<>();
        // Whatever happens until the receipt is there, it may become durable.
        LogPosition before = decided;
        decided = new LogPosition(Long.MAX_VALUE);
        try {
            log.append(
                    entry.batch(),
                    became -> {
                        // Also where nobody waits for it any more: the next turn goes by it.
                        decided = afterwards(became, before);
                        told.accept(became);
                        receipt.complete(became);
                    });
        } catch (RuntimeException e) {
            decided = before;
            told.accept(new Receipt.Unavailable(Receipt.Cause.FAILED));
            throw e;
        }
        try {
            switch (receipt.get(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                case Receipt.Durable _ -> {}
                case Receipt.Unavailable(Receipt.Cause cause) ->
                        throw new IOException("the log takes nothing now: " + cause);
                case Receipt.Unknown() ->
                        throw new IOException(
                                "the log failed: restart the server, then look again");
            }
            awaitDecided(ai);
        } catch (TimeoutException | ExecutionException e) {
            throw new IOException("the log does not answer now: try again later", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the server is stopping", e);
        }
    }

    /** How far the store must be before the next turn sees what was decided. */
    private static LogPosition afterwards(Receipt became, LogPosition before) {
        return switch (became) {
            case Receipt.Durable(LogPosition group, int _) -> new LogPosition(group.offset() + 1);
            case Receipt.Unavailable _ -> before;
            case Receipt.Unknown _ -> new LogPosition(Long.MAX_VALUE);
        };
    }

    private void awaitDecided(String ai) throws IOException, InterruptedException {
        Semaphore moved = new Semaphore(0);
        long deadline = System.nanoTime() + patience.toNanos();
        try (LiveFeed.Subscription _ = feed.subscribe(ai, _ -> moved.release())) {
            while (stored.get().compareTo(decided) < 0) {
                if (System.nanoTime() - deadline >= 0) {
                    throw new IOException("the store is behind the log: try again later");
                }
                // Other projects' advances are not told.
                boolean _ = moved.tryAcquire(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
    }
}
