package io.maidian.ids;

import io.maidian.log.Receipt;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The new ids of one upload on its way into the log. From its grant to {@link KnownIds#end} nobody
 * else is granted any of them, and nobody is told that they are known. Opaque.
 */
public final class IdClaim {
    final IdHashes hashes;
    final long receivedMillis;

    /** Whether it is only to be told what is known. */
    final boolean dry;

    final Consumer<Answer> done;
    private final long bytes;

    /** Which of them are known. */
    final BitSet known = new BitSet();

    /** Which of them are stored now. Guarded by the lock of {@link KnownIds}, as the next two. */
    final BitSet claimed = new BitSet();

    final List<IdClaim> waiting = new ArrayList<>(0);
    long number;

    /** Among which runs {@link #known} was found out. */
    @Nullable List<IdRun> lookedIn;

    private boolean held;

    /**
     * @param bytes what is held in memory for it
     */
    IdClaim(IdHashes hashes, long receivedMillis, boolean dry, long bytes, Consumer<Answer> done) {
        this.hashes = hashes;
        this.receivedMillis = receivedMillis;
        this.dry = dry;
        this.bytes = bytes;
        this.done = done;
    }

    /** What is said to a claim. */
    public sealed interface Answer {}

    /**
     * All but the duplicates may be stored.
     *
     * @param claim to be ended
     * @param duplicates places of the ids that were accepted before, or stand twice
     */
    public record Granted(IdClaim claim, BitSet duplicates) implements Answer {}

    /**
     * It cannot be told now; nothing is claimed.
     *
     * @param cause which limit or failure
     */
    public record Refused(Receipt.Cause cause) implements Answer {}

    long seconds() {
        return receivedMillis / 1_000;
    }

    /** Counts it among what waits, once; false where there is no room. */
    boolean hold(HeldBytes all) {
        held = held || all.take(bytes);
        return held;
    }

    void letGo(HeldBytes all) {
        if (held) {
            held = false;
            all.give(bytes);
        }
    }

    BitSet duplicates() {
        BitSet duplicates = new BitSet();
        duplicates.set(0, hashes.size());
        duplicates.andNot(claimed);
        return duplicates;
    }
}
