package io.maidian.ids;

import io.maidian.log.LogPosition;
import io.maidian.log.Receipt;
import java.io.IOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Tells which ids were accepted in their project within the window, exactly, and sees to it that of
 * several uploads with one id that come at once one is stored.
 *
 * <p>What the log holds from {@link IdFolder#flushed} on lies in a table in memory, what it holds
 * before that in runs on disk; what is on its way into the log is in the table as claimed. An
 * upload asks the runs first, then, under the lock, the table, and begins again if the runs have
 * changed meanwhile: ids leave the table only when a run that has them is known. Whoever wants an
 * id that another upload has claimed waits, holding nothing, for what becomes of that.
 *
 * <p>Safe for any thread, and never blocks for long: filters answer for nearly all new ids, and
 * where one does not, a reader thread looks into the file. Each call holds the lock for some
 * hundred nanoseconds an id.
 */
public final class KnownIds {
    private final IdKey key;
    private final IdFolder folder;
    private final KnownIdsOptions options;
    private final Executor readers;
    private final IdMetrics metrics;
    private final HeldBytes held;
    private final Consumer<IOException> unreadable;
    private final ReentrantLock lock = new ReentrantLock();
    private final IdTable table = new IdTable();

    /** Those that claimed something and have not ended, by their numbers. */
    private final Map<Long, IdClaim> claims = new HashMap<>();

    private long lastClaim;

    /**
     * @param readers runs what blocks, on threads that are not interrupted
     * @param unreadable told when a run cannot be read
     */
    KnownIds(
            IdKey key,
            IdFolder folder,
            KnownIdsOptions options,
            Executor readers,
            IdMetrics metrics,
            Consumer<IOException> unreadable) {
        this.key = key;
        this.folder = folder;
        this.options = options;
        this.readers = readers;
        this.metrics = metrics;
        this.unreadable = unreadable;
        held = new HeldBytes(options.waitingBytes());
        metrics.watch(this, folder);
    }

    /** A list for ids of one upload. */
    public IdHashes hashes(String ai) {
        return new IdHashes(key, ai);
    }

    /**
     * Claims the ids of an upload that are new.
     *
     * @param bytes about what is held in memory until {@code done} is told
     * @param done told once, on this thread, on a reader or on the log's; it must be quick and must
     *     not throw. What is granted must be ended
     */
    public void claim(
            IdHashes hashes, long receivedMillis, long bytes, Consumer<IdClaim.Answer> done) {
        advance(new IdClaim(hashes, receivedMillis, false, bytes, done), false);
    }

    /** As {@link #claim}, but nothing is claimed: what is being stored now counts as known. */
    public void look(
            IdHashes hashes, long receivedMillis, long bytes, Consumer<IdClaim.Answer> done) {
        advance(new IdClaim(hashes, receivedMillis, true, bytes, done), false);
    }

    /**
     * Ends a claim, once, with what became of its entry: only what is durable is known then. One of
     * {@link #look} holds nothing, so nothing ends.
     */
    public void end(IdClaim claim, Receipt receipt) {
        if (claim.dry) {
            return;
        }
        List<IdClaim> waiting;
        lock.lock();
        try {
            long place =
                    receipt instanceof Receipt.Durable(LogPosition group, int _)
                            ? group.offset()
                            : IdTable.NONE;
            // What a run has already must not come back.
            boolean kept = place >= folder.flushed();
            for (int i = claim.claimed.nextSetBit(0); i >= 0; i = claim.claimed.nextSetBit(i + 1)) {
                long high = claim.hashes.high(i);
                long low = claim.hashes.low(i);
                if (kept) {
                    table.put(high, low, (int) claim.seconds(), place);
                } else {
                    table.remove(high, low);
                }
            }
            claims.remove(claim.number);
            waiting = List.copyOf(claim.waiting);
        } finally {
            lock.unlock();
        }
        waiting.forEach(this::resume);
    }

    private void resume(IdClaim claim) {
        try {
            readers.execute(() -> advance(claim, true));
        } catch (RejectedExecutionException _) {
            answer(claim, new IdClaim.Refused(Receipt.Cause.CLOSED));
        }
    }

    private void answer(IdClaim claim, IdClaim.Answer answer) {
        claim.letGo(held);
        claim.done.accept(answer);
    }

    private void advance(IdClaim claim, boolean mayBlock) {
        while (true) {
            List<IdRun> runs = folder.runs();
            if (!runs.equals(claim.lookedIn) && !look(claim, runs, mayBlock)) {
                return;
            }
            switch (grant(claim, runs)) {
                case WAITS -> {
                    return;
                }
                case RUNS_CHANGED -> {}
                case FULL -> {
                    answer(claim, new IdClaim.Refused(Receipt.Cause.QUEUE_FULL));
                    return;
                }
                case GRANTED -> {
                    BitSet duplicates = claim.duplicates();
                    if (!claim.dry) {
                        metrics.duplicates(duplicates.cardinality());
                    }
                    answer(claim, new IdClaim.Granted(claim, duplicates));
                    return;
                }
            }
        }
    }

    /** Finds out what the runs know; false if that is done elsewhere, or the claim was refused. */
    private boolean look(IdClaim claim, List<IdRun> runs, boolean mayBlock) {
        BitSet perhaps = perhaps(claim.hashes, runs);
        if (!perhaps.isEmpty() && !mayBlock) {
            if (claim.hold(held)) {
                resume(claim);
            } else {
                answer(claim, new IdClaim.Refused(Receipt.Cause.QUEUE_FULL));
            }
            return false;
        }
        claim.known.clear();
        try {
            for (int i = perhaps.nextSetBit(0); i >= 0; i = perhaps.nextSetBit(i + 1)) {
                claim.known.set(i, isIn(runs, claim, i));
            }
            claim.lookedIn = runs;
            return true;
        } catch (IOException e) {
            if (!folder.runs().equals(runs)) {
                // It was merged away meanwhile, and is closed.
                return look(claim, folder.runs(), true);
            }
            unreadable.accept(e);
            answer(claim, new IdClaim.Refused(Receipt.Cause.FAILED));
            return false;
        }
    }

    private static BitSet perhaps(IdHashes hashes, List<IdRun> runs) {
        BitSet perhaps = new BitSet();
        for (IdRun run : runs) {
            for (int i = 0; i < hashes.size(); i++) {
                if (run.mayContain(hashes.high(i), hashes.low(i))) {
                    perhaps.set(i);
                }
            }
        }
        return perhaps;
    }

    private boolean isIn(List<IdRun> runs, IdClaim claim, int i) throws IOException {
        long high = claim.hashes.high(i);
        long low = claim.hashes.low(i);
        for (IdRun run : runs.reversed()) {
            if (run.mayContain(high, low)) {
                metrics.search();
                long seconds = run.find(high, low);
                if (seconds != IdRun.NONE && isWithin(claim, seconds)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean isWithin(IdClaim claim, long seconds) {
        return claim.seconds() - seconds < options.windowSeconds();
    }

    /** What comes of a try. */
    private enum Step {
        GRANTED,
        WAITS,
        RUNS_CHANGED,
        FULL
    }

    private Step grant(IdClaim claim, List<IdRun> runs) {
        lock.lock();
        try {
            if (!folder.runs().equals(runs)) {
                return Step.RUNS_CHANGED;
            }
            if (claim.dry) {
                pretend(claim);
                return Step.GRANTED;
            }
            int fresh = 0;
            for (int i = 0; i < claim.hashes.size(); i++) {
                if (!claim.known.get(i)) {
                    long place = table.find(claim.hashes.high(i), claim.hashes.low(i));
                    if (place < 0 && place != IdTable.NONE) {
                        return await(claim, place);
                    }
                    fresh += place == IdTable.NONE ? 1 : 0;
                }
            }
            if (fresh > 0 && table.size() + fresh > options.maxIds()) {
                return Step.FULL;
            }
            take(claim);
            return Step.GRANTED;
        } finally {
            lock.unlock();
        }
    }

    private Step await(IdClaim claim, long number) {
        IdClaim other = claims.get(number);
        if (other == null) {
            throw new IllegalStateException("no claim " + number);
        }
        if (!claim.hold(held)) {
            return Step.FULL;
        }
        other.waiting.add(claim);
        return Step.WAITS;
    }

    /** Claims what is new; of an id that stands twice the first. */
    private void take(IdClaim claim) {
        claim.number = --lastClaim;
        for (int i = 0; i < claim.hashes.size(); i++) {
            long high = claim.hashes.high(i);
            long low = claim.hashes.low(i);
            if (!claim.known.get(i) && isNew(claim, high, low)) {
                table.put(high, low, (int) claim.seconds(), claim.number);
                claim.claimed.set(i);
            }
        }
        if (!claim.claimed.isEmpty()) {
            claims.put(claim.number, claim);
        }
    }

    private boolean isNew(IdClaim claim, long high, long low) {
        long place = table.find(high, low);
        return place == IdTable.NONE
                || (place >= 0
                        && !isWithin(claim, Integer.toUnsignedLong(table.seconds(high, low))));
    }

    private void pretend(IdClaim claim) {
        Set<Long> own = new HashSet<>();
        for (int i = 0; i < claim.hashes.size(); i++) {
            long high = claim.hashes.high(i);
            boolean isNew = !claim.known.get(i) && isNew(claim, high, claim.hashes.low(i));
            claim.claimed.set(i, own.add(high) && isNew);
        }
    }

    /** Remembers what the log holds, at a start. */
    void remember(long high, long low, int seconds, long place) {
        lock.lock();
        try {
            table.put(high, low, seconds, place);
        } finally {
            lock.unlock();
        }
    }

    /** Lets go of what the runs know, in small steps. */
    void forgetFlushed() {
        long flushed = folder.flushed();
        for (int part = 0; part < IdTable.PARTS; part++) {
            lock.lock();
            try {
                table.removeBefore(part, flushed);
            } finally {
                lock.unlock();
            }
        }
    }

    /** Ids in memory, claimed ones included. */
    long inMemory() {
        return locked(table::size);
    }

    /** Claims that are to be ended. */
    long claims() {
        return locked(claims::size);
    }

    long tableBytes() {
        return locked(table::bytes);
    }

    private long locked(LongSupplier what) {
        lock.lock();
        try {
            return what.getAsLong();
        } finally {
            lock.unlock();
        }
    }
}
