package io.maidian.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.event.EventBatch;
import io.maidian.log.LogPosition;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The store is kept in good order while there is something to do, and time for it. */
class SettlingTest {
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final Steps store = new Steps();
    private long nanos;
    private double load;

    /** A store whose next steps move so many events; a negative number fails. */
    private static final class Steps implements EventStore {
        private final Deque<Integer> settled = new ArrayDeque<>();
        private final Deque<Integer> forgotten = new ArrayDeque<>();
        private final List<String> asked = new ArrayList<>();

        private static int next(Deque<Integer> steps) throws IOException {
            Integer step = steps.poll();
            if (step != null && step < 0) {
                throw new IOException("no space");
            }
            return step == null ? 0 : step;
        }

        @Override
        public int settle() throws IOException {
            return next(settled);
        }

        @Override
        public long unsettled() {
            return settled.stream().mapToLong(Integer::longValue).sum();
        }

        @Override
        public int forgetEvents(String ai, long receivedBeforeMillis, int limit)
                throws IOException {
            asked.add(ai + " " + receivedBeforeMillis);
            return next(forgotten);
        }

        @Override
        public LogPosition position() {
            return LogPosition.START;
        }

        @Override
        public void add(EventBatch batch, LogPosition reached) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean canTake(EventBatch batch) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int forgetRejected(String ai, long receivedBeforeMillis, int limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public LogPosition checkpoint() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {}
    }

    private Settling settling() {
        return new Settling(
                store,
                () -> Map.of("shop", 17L),
                Duration.ZERO,
                new Settling.Machine(() -> nanos, () -> load),
                metrics);
    }

    private double count(String name) {
        return metrics.get(name).counter().count();
    }

    @Test
    void oneStepFollowsTheOtherUntilNothingIsDue() {
        store.settled.addAll(List.of(1000, 500));
        Settling settling = settling();
        Duration between = settling.step();
        assertThat(settling.step()).isEqualTo(between);
        assertThat(settling.step()).isGreaterThan(between);
        assertThat(count("maidian.settling.events")).isEqualTo(1500);
    }

    @Test
    void aStepWaitsWhileTheProcessorsAreBusyButNotForEver() {
        store.settled.addAll(List.of(1000, 500));
        Settling settling = settling();
        load = Settling.BUSY;
        settling.step();
        nanos += Settling.LONGEST_PUT_OFF.toNanos() - 1;
        settling.step();
        assertThat(count("maidian.settling.events")).isZero();
        assertThat(metrics.get("maidian.settling.backlog").gauge().value()).isEqualTo(1500);
        nanos++;
        settling.step();
        assertThat(count("maidian.settling.events")).isEqualTo(1000);
    }

    @Test
    void aQuietMomentEndsTheWaiting() {
        store.settled.addAll(List.of(1000, 500));
        Settling settling = settling();
        load = 1;
        settling.step();
        load = 0.1;
        settling.step();
        assertThat(count("maidian.settling.events")).isEqualTo(1000);
        load = 1;
        nanos += Settling.LONGEST_PUT_OFF.toNanos();
        settling.step();
        assertThat(count("maidian.settling.events")).isEqualTo(1000);
    }

    @Test
    void aStepThatFailsIsTriedAgainLater() {
        store.settled.addAll(List.of(-1, 1000));
        Settling settling = settling();
        assertThat(settling.step()).isPositive();
        assertThat(count("maidian.settling.failures")).isEqualTo(1);
        settling.step();
        assertThat(count("maidian.settling.events")).isEqualTo(1000);
    }

    @Test
    void eventsPastTheirRetentionAreDroppedAlsoWhereSettlingFails() {
        store.settled.add(-1);
        store.forgotten.add(3);
        settling().step();
        assertThat(store.asked).containsExactly("shop 17");
        assertThat(count("maidian.settling.forgotten")).isEqualTo(3);
        assertThat(count("maidian.settling.failures")).isEqualTo(1);
    }

    @Test
    void eventsPastTheirRetentionAreDroppedInSmallStepsAndThenNotLookedForAtOnce() {
        store.forgotten.addAll(List.of(Settling.FORGOTTEN_AT_ONCE, 5));
        Settling settling = settling();
        Duration between = settling.step();
        assertThat(between).isPositive();
        assertThat(settling.step()).isGreaterThan(between);
        assertThat(settling.step()).isPositive();
        assertThat(store.asked).containsExactly("shop 17", "shop 17");
        assertThat(count("maidian.settling.forgotten")).isEqualTo(Settling.FORGOTTEN_AT_ONCE + 5);
    }
}
