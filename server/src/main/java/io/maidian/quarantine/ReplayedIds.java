package io.maidian.quarantine;

import io.maidian.ids.IdClaim;
import io.maidian.ids.IdHashes;
import io.maidian.ids.KnownIds;
import io.maidian.log.Receipt;
import io.maidian.ops.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Asks whether the ids of events that are to be replayed came before, as for an upload that is
 * received now. Blocking; safe for any thread.
 */
final class ReplayedIds {
    private static final Receipt NOT_STORED = new Receipt.Unavailable(Receipt.Cause.CLOSED);
    private static final long BYTES_PER_ID = 1_000;

    private final KnownIds ids;
    private final Clock clock;
    private final Duration patience;

    ReplayedIds(KnownIds ids, Clock clock, Duration patience) {
        this.ids = ids;
        this.clock = clock;
        this.patience = patience;
    }

    /** Whether an event with this id would be a duplicate now. */
    boolean isKnown(String ai, String id) throws IOException {
        IdHashes hashes = hashes(ai, List.of(id));
        return ask(told -> ids.look(hashes, clock.millis(), BYTES_PER_ID, told))
                .duplicates()
                .get(0);
    }

    /**
     * Claims ids for an entry that is received at this moment.
     *
     * @throws IOException if that cannot be told now; nothing is claimed
     */
    Claimed claim(String ai, List<String> wanted, long receivedMillis) throws IOException {
        IdHashes hashes = hashes(ai, wanted);
        long bytes = BYTES_PER_ID * wanted.size();
        IdClaim.Granted granted = ask(told -> ids.claim(hashes, receivedMillis, bytes, told));
        return new Claimed(granted.duplicates(), receipt -> ids.end(granted.claim(), receipt));
    }

    /**
     * What may be stored.
     *
     * @param duplicates places of the others
     * @param end to be told once what became of the entry
     */
    record Claimed(BitSet duplicates, Consumer<Receipt> end) {}

    private IdHashes hashes(String ai, List<String> all) {
        IdHashes hashes = ids.hashes(ai);
        all.forEach(hashes::add);
        return hashes;
    }

    private IdClaim.Granted ask(Consumer<Consumer<IdClaim.Answer>> question) throws IOException {
        CompletableFuture<IdClaim.Answer> told = new CompletableFuture<>();
        question.accept(answer -> {
            // Too late: nobody waits any more.
            if (!told.complete(answer)
                    && answer instanceof IdClaim.Granted(IdClaim claim, BitSet _)) {
                ids.end(claim, NOT_STORED);
            }
        });
        try {
            return granted(told.get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            if (told.completeExceptionally(e)) {
                throw new IOException("the ids cannot be looked up now: try again later", e);
            }
            return granted(told.join());
        } catch (ExecutionException e) {
            throw new IOException("the ids cannot be looked up", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            if (told.completeExceptionally(e)) {
                throw new IOException("the server is stopping", e);
            }
            return granted(told.join());
        }
    }

    private static IdClaim.Granted granted(IdClaim.Answer answer) throws IOException {
        return switch (answer) {
            case IdClaim.Granted granted -> granted;
            case IdClaim.Refused(Receipt.Cause cause) ->
                    throw new IOException("the ids cannot be looked up now: " + cause);
        };
    }
}
