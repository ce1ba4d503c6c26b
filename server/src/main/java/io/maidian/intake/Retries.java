package io.maidian.intake;

import io.maidian.event.RequestId;
import io.maidian.event.RetryIdentity;
import io.maidian.intake.UploadOutcome.Stored;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/**
 * Knows an upload that came before, by its identity: what was answered to it, or that it is still
 * being stored. Bounded by the memory of its tables and, for what is being stored, by the log's
 * queue. Safe for any thread; holds a lock for well under a microsecond.
 */
public final class Retries {
    /** What suits one machine: a minute of 29,000 uploads a second, ten of 2,900. */
    public static final long LIMIT_BYTES = 64L << 20;

    /** So many that threads rarely meet, and that a table's arrays are no huge objects. */
    private static final int STRIPES = 128;

    /** Less matters little to what is remembered for ten minutes. */
    private static final long CLOCK_SET_MILLIS = 60_000;

    private final RetryKey key;
    private final Stripe[] stripes = new Stripe[STRIPES];
    private final Counter hits;
    private final LongSupplier nanoTime;

    /** What the wall clock shows beyond the one that is never set; moves when it is set. */
    private volatile long offsetMillis = Long.MIN_VALUE;

    /**
     * @param nanoTime a clock that is never set, by which it is noticed that the wall clock was
     */
    public Retries(RetryKey key, long limitBytes, MeterRegistry meters, LongSupplier nanoTime) {
        this.key = key;
        this.nanoTime = nanoTime;
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new Stripe(new RetryTable(limitBytes / STRIPES));
        }
        hits =
                Counter.builder("maidian.retries.recognised")
                        .description("Uploads answered as retries of one before them")
                        .register(meters);
        Gauge.builder("maidian.retries.remembered", this, Retries::entries)
                .description("Uploads whose retry would be recognised")
                .register(meters);
        Gauge.builder("maidian.retries.memory", this, Retries::bytes)
                .description("Memory for recognising retries")
                .baseUnit("bytes")
                .register(meters);
        FunctionCounter.builder(
                        "maidian.retries.forgotten.early",
                        this,
                        r -> (double) r.sum(RetryTable::evictedEarly))
                .description("Uploads forgotten within a minute, for want of memory")
                .register(meters);
    }

    /** Whether an upload came before. */
    sealed interface Seen {}

    /**
     * It is to be taken, and {@link #end} to be called for it.
     *
     * @param sampled whether it was refused before, and a sample of it kept
     */
    record First(boolean sampled) implements Seen {}

    /** It was stored: the answer to its retry. */
    record Again(Stored answer) implements Seen {}

    /** The same is being stored: {@code done} is told when that is over. */
    record Waits() implements Seen {}

    /** One part of the identities, with its lock. */
    private record Stripe(
            RetryTable table, Map<RetryIdentity, List<Consumer<UploadOutcome>>> storing) {
        Stripe(RetryTable table) {
            this(table, new HashMap<>());
        }
    }

    RetryIdentity identity(UploadRequest request) {
        return key.identity(request);
    }

    /** Looks an upload up, and marks it as being stored if it is new. */
    Seen begin(RetryIdentity identity, long nowMillis, Consumer<UploadOutcome> done) {
        noticeClock(nowMillis);
        Stripe stripe = stripe(identity);
        Stored before;
        synchronized (stripe) {
            before = stripe.table.get(identity, nowMillis);
            if (before == null || isSample(before)) {
                List<Consumer<UploadOutcome>> waiting =
                        stripe.storing.putIfAbsent(identity, List.of());
                if (waiting == null) {
                    return new First(before != null);
                }
                if (waiting.isEmpty()) {
                    stripe.storing.put(identity, new ArrayList<>(List.of(done)));
                } else {
                    waiting.add(done);
                }
                return new Waits();
            }
        }
        hits.increment();
        return new Again(repeated(before));
    }

    /**
     * Ends what {@link #begin} began. What was stored is remembered, anything else is forgotten.
     *
     * @return those who wait for the outcome, to be told {@link #repeated} of it
     */
    List<Consumer<UploadOutcome>> end(
            RetryIdentity identity, UploadOutcome outcome, long nowMillis) {
        noticeClock(nowMillis);
        Stripe stripe = stripe(identity);
        List<Consumer<UploadOutcome>> waiting;
        synchronized (stripe) {
            if (outcome instanceof Stored stored) {
                put(stripe, identity, stored, nowMillis);
            }
            waiting = stripe.storing.remove(identity);
        }
        if (waiting == null) {
            return List.of();
        }
        hits.increment(waiting.size());
        return waiting;
    }

    /**
     * A wall clock that is set by more than a minute, by a person or a time service, must not make
     * an upload forgotten that came a second ago.
     */
    private void noticeClock(long nowMillis) {
        long offset = nowMillis - TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong());
        long known = offsetMillis;
        if (known == Long.MIN_VALUE) {
            offsetMillis = offset;
        } else if (Math.abs(offset - known) > CLOCK_SET_MILLIS) {
            follow(offset);
        }
    }

    private synchronized void follow(long offset) {
        long byMillis = offset - offsetMillis;
        if (Math.abs(byMillis) <= CLOCK_SET_MILLIS) {
            return; // another thread noticed it too
        }
        offsetMillis = offset;
        for (Stripe stripe : stripes) {
            synchronized (stripe) {
                stripe.table.clockSet(byMillis);
            }
        }
    }

    /** Remembers what a log of before tells. */
    void remember(RetryIdentity identity, Stored stored, long nowMillis) {
        Stripe stripe = stripe(identity);
        synchronized (stripe) {
            put(stripe, identity, stored, nowMillis);
        }
    }

    /** Remembers that a sample of a refused upload was kept, so that its retry leaves no second. */
    void rememberSample(RetryIdentity identity, long receivedMillis) {
        remember(identity, sample(new RequestId(receivedMillis, 0, 0)), receivedMillis);
    }

    /** Stands for a refused upload: nothing was stored. */
    private static Stored sample(RequestId id) {
        return new Stored(id, 0, 0, 0, 0, List.of(), false);
    }

    private static boolean isSample(Stored stored) {
        return stored.accepted() + stored.duplicate() + stored.rejected() == 0;
    }

    /** What a retry is told of the outcome of the first. */
    static UploadOutcome.Stored repeated(Stored first) {
        return new Stored(
                first.id(),
                0,
                first.accepted() + first.duplicate(),
                first.rejected(),
                first.warned(),
                first.results(),
                first.truncated(),
                first.discarded());
    }

    private static void put(Stripe stripe, RetryIdentity identity, Stored stored, long nowMillis) {
        RequestId id = stored.id();
        if (id != null) {
            stripe.table.put(identity, id, stored, nowMillis);
        }
    }

    double entries() {
        return sum(RetryTable::entries);
    }

    double bytes() {
        return sum(RetryTable::bytes);
    }

    private long sum(ToLongFunction<RetryTable> part) {
        long sum = 0;
        for (Stripe stripe : stripes) {
            synchronized (stripe) {
                sum += part.applyAsLong(stripe.table);
            }
        }
        return sum;
    }

    private Stripe stripe(RetryIdentity identity) {
        return stripes[(int) identity.high() & (STRIPES - 1)];
    }
}
