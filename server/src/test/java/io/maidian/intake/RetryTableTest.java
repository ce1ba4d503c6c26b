package io.maidian.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.event.Finding;
import io.maidian.event.RequestId;
import io.maidian.event.RetryIdentity;
import io.maidian.intake.CapturedEvent.EventOutcome;
import io.maidian.intake.UploadOutcome.EventResult;
import io.maidian.intake.UploadOutcome.Stored;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RetryTableTest {
    private static final long NOW = IntakeFixture.NOW;
    private static final int LIMIT_BYTES = 64 << 10;

    private final RetryTable table = new RetryTable(LIMIT_BYTES);
    private final Random random = new Random(5);

    @Test
    void theLatestAreKnownAndTheMemoryStaysWithinItsBound() {
        List<RetryIdentity> all = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            RetryIdentity identity = identity();
            all.add(identity);
            put(identity, stored(i, 1 + i % 10_000), NOW);
            assertThat(table.bytes()).isLessThanOrEqualTo(LIMIT_BYTES);
        }
        int known = table.entries();
        assertThat(known).isGreaterThan(LIMIT_BYTES / 40);
        assertThat(table.evictedEarly()).isEqualTo(20_000 - known);
        for (int i = 0; i < all.size(); i++) {
            boolean remembered = i >= all.size() - known;
            assertThat(table.get(all.get(i), NOW))
                    .isEqualTo(remembered ? stored(i, 1 + i % 10_000) : null);
        }
    }

    @Test
    void whatIsOlderThanTenMinutesIsForgottenAndItsRoomUsedAgain() {
        Deque<RetryIdentity> young = new ArrayDeque<>();
        for (int i = 0; i < 50_000; i++) {
            long now = NOW + i * 1_000L;
            RetryIdentity identity = identity();
            put(identity, stored(0, 1, now), now);
            young.add(identity);
            if (young.size() > 601) {
                assertThat(table.get(young.remove(), now)).isNull();
            }
            assertThat(table.get(young.getFirst(), now)).isNotNull();
            assertThat(table.entries()).isLessThanOrEqualTo(601);
        }
        assertThat(table.evictedEarly()).isZero();
    }

    @Test
    void theClockMayBeSetAgainAndAgain() {
        List<RetryIdentity> all = new ArrayList<>();
        List<Stored> answers = new ArrayList<>();
        long now = NOW;
        for (int i = 0; i < 300; i++) {
            long by = (random.nextInt(3) - 1) * 3_600_000L;
            if (by != 0) {
                table.clockSet(by);
            }
            now += by + 1_000;
            all.add(identity());
            answers.add(stored(i, 1, now));
            put(all.getLast(), answers.getLast(), now);
        }
        for (int i = 0; i < all.size(); i++) {
            assertThat(table.get(all.get(i), now)).isEqualTo(answers.get(i));
        }
        assertThat(table.get(all.getFirst(), now + 302_000)).isNull();
        assertThat(table.get(all.getLast(), now + 302_000)).isEqualTo(answers.getLast());
    }

    @Test
    void anEntryIsNotTakenForAYoungOneHoweverLongNothingCame() {
        for (long minutes = 11; minutes < 120; minutes++) {
            RetryIdentity identity = identity();
            put(identity, stored(0, 1, NOW), NOW);
            assertThat(table.get(identity, NOW + minutes * 60_000)).as("%d", minutes).isNull();
        }
    }

    @Test
    void findingsAreKeptInTheirPartOfTheMemoryAndNumbersBeyondIt() {
        List<RetryIdentity> all = new ArrayList<>();
        Stored stored = withFinding();
        for (int i = 0; i < 500; i++) {
            all.add(identity());
            put(all.getLast(), stored, NOW);
        }
        assertThat(table.get(all.getLast(), NOW)).isEqualTo(stored);
        assertThat(table.get(all.getFirst(), NOW))
                .isEqualTo(new Stored(stored.id(), 3, 0, 2, 1, List.of(), true));
        assertThat(table.bytes()).isLessThanOrEqualTo(LIMIT_BYTES);
    }

    @Test
    void anAnswerThatReplacesOneIsTheOneThatIsKnown() {
        RetryIdentity identity = identity();
        put(identity, withFinding(), NOW);
        put(identity, stored(7, 2), NOW);
        assertThat(table.get(identity, NOW)).isEqualTo(stored(7, 2));
        assertThat(table.entries()).isEqualTo(1);
    }

    private void put(RetryIdentity identity, Stored stored, long now) {
        RequestId id = stored.id();
        assertThat(id).isNotNull();
        table.put(identity, id, stored, now);
    }

    private RetryIdentity identity() {
        return new RetryIdentity(random.nextLong(), random.nextLong());
    }

    private static Stored withFinding() {
        EventResult result =
                new EventResult(
                        0, EventOutcome.REJECTED, new Finding("cs1.missing", "/0/cs1", "nothing"));
        return new Stored(new RequestId(NOW, 1, 65_535), 3, 0, 2, 1, List.of(result), false);
    }

    private static Stored stored(int position, int accepted) {
        return new Stored(
                new RequestId(NOW - 5, position, position & 0xffff),
                accepted,
                0,
                0,
                0,
                List.of(),
                false);
    }

    private static Stored stored(int position, int accepted, long now) {
        return new Stored(new RequestId(now, position, 0), accepted, 0, 0, 0, List.of(), false);
    }
}
