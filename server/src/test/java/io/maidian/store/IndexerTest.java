package io.maidian.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maidian.event.EventBatch;
import io.maidian.event.RejectedEvent;
import io.maidian.log.LogPosition;
import io.maidian.ops.Health;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The indexer brings everything in the log into the store, once. */
@Timeout(60)
class IndexerTest {
    private static final String AI = "0a1b2c3d4e5f6789";

    private final MemoryLog log = new MemoryLog();
    private final MemoryStore store = new MemoryStore();
    private final Health health = new Health();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final BlockingQueue<Advance> advances = new LinkedBlockingQueue<>();
    private final List<Duration> waits = Collections.synchronizedList(new ArrayList<>());
    private Runnable duringWait = () -> {};

    private void upload(String... users) {
        Uploads uploads = new Uploads(AI, log.nextPosition(), 5);
        for (String user : users) {
            uploads.event("pay", user, 1);
        }
        log.add(uploads.batch());
    }

    private Indexer indexer(int batchEvents) {
        return new Indexer(
                log,
                store,
                advances::add,
                health.part("indexer"),
                metrics,
                new Indexer.Settings(
                        batchEvents,
                        1000,
                        Duration.ZERO,
                        (stop, time) -> {
                            waits.add(time);
                            duringWait.run();
                            return stop.getCount() == 0;
                        },
                        log::decode));
    }

    /** Runs until everything that is in the log now is in the store. */
    private void index(int batchEvents) throws Exception {
        try (Indexer indexer = indexer(batchEvents)) {
            indexer.start();
            awaitEnd();
        }
    }

    private void awaitEnd() throws InterruptedException {
        LogPosition end = log.end();
        while (true) {
            Advance advance = advances.poll(30, TimeUnit.SECONDS);
            assertThat(advance).as("an advance in time").isNotNull();
            if (advance.position().equals(end)) {
                return;
            }
        }
    }

    @Test
    void everythingIsTakenInAsItComes() throws Exception {
        upload("u1", "u2");
        try (Indexer indexer = indexer(10)) {
            indexer.start();
            awaitEnd();
            upload("u3");
            awaitEnd();
            assertThat(indexer.lagBytes()).isZero();
        }
        assertThat(store.users()).containsExactly("u1", "u2", "u3");
        assertThat(metrics.get("maidian.indexer.events").counter().count()).isEqualTo(3);
        assertThat(health.ready()).isTrue();
    }

    @Test
    void theListenerHearsPositionAndProjects() throws Exception {
        upload("u1");
        try (Indexer indexer = indexer(10)) {
            indexer.start();
            assertThat(advances.poll(30, TimeUnit.SECONDS))
                    .isEqualTo(new Advance(log.end(), java.util.Set.of(AI)));
        }
    }

    @Test
    void aFailingListenerStopsNothing() throws Exception {
        upload("u1");
        upload("u2");
        Indexer.Settings settings =
                new Indexer.Settings(1, 1000, Duration.ZERO, (_, _) -> true, log::decode);
        try (Indexer indexer =
                new Indexer(
                        log,
                        store,
                        advance -> {
                            advances.add(advance);
                            throw new IllegalStateException("listener");
                        },
                        health.part("indexer"),
                        metrics,
                        settings)) {
            indexer.start();
            awaitEnd();
        }
        assertThat(store.users()).containsExactly("u1", "u2");
    }

    @Test
    void aCrashBetweenAddAndListenerNeitherLosesNorDoubles() throws Exception {
        IntStream.range(0, 10).forEach(i -> upload("u" + i));
        index(3);
        upload("u10");
        index(3); // a new process over the same log and store
        assertThat(store.users())
                .containsExactlyElementsOf(IntStream.range(0, 11).mapToObj(i -> "u" + i).toList());
    }

    @Test
    void aBatchIsBoundedInEventsAndBytes() throws Exception {
        IntStream.range(0, 30).forEach(_ -> upload("u"));
        List<Long> steps = new ArrayList<>();
        try (Indexer indexer = indexer(4)) {
            indexer.start();
            while (steps.isEmpty() || steps.getLast() < 3000) {
                Advance advance = advances.poll(30, TimeUnit.SECONDS);
                assertThat(advance).isNotNull();
                steps.add(advance.position().offset());
            }
        }
        assertThat(steps).startsWith(400L, 800L).endsWith(2800L, 3000L);
        assertThat(metrics.get("maidian.indexer.batch").timer().count()).isEqualTo(8);
    }

    @Test
    void theFullerABatchWasTheShorterTheIndexerRests() {
        Duration took = Duration.ofMillis(10);
        Duration longest = Duration.ofMillis(50);

        assertThat(Indexer.rest(took, 0.001, Duration.ofDays(1))).isEqualTo(took.multipliedBy(7));
        assertThat(Indexer.rest(took, 0.001, longest)).isEqualTo(longest);
        assertThat(Indexer.rest(took, 0.5, longest)).isEqualTo(took.multipliedBy(3));
        assertThat(Indexer.rest(took, 0.99, longest)).isLessThan(Duration.ofMillis(1));
    }

    @Test
    void unloadableEventsGoToQuarantineAndTheRestIsAdded() throws Exception {
        List<String> users = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            users.add(i % 37 == 5 ? "bad \ud800" + i : "u" + i);
        }
        upload(users.toArray(String[]::new));
        upload("after");
        index(1000);
        assertThat(store.users()).hasSize(98).endsWith("after").noneMatch(u -> u.startsWith("bad"));
        assertThat(store.rejected).extracting(RejectedEvent::index).containsExactly(5, 42, 79);
        RejectedEvent first = store.rejected.getFirst();
        assertThat(first.reason().code()).isEqualTo("store.unloadable");
        assertThat(first.reason().pointer()).isEqualTo("/5");
        assertThat(first.key()).isEqualTo("pay");
        assertThat(first.raw()).startsWith("{\"t\":\"cstm\",\"cs1\":\"bad ").contains("\"tm\":1");
        assertThat(metrics.get("maidian.indexer.unloadable.events").counter().count()).isEqualTo(3);
        assertThat(waits).isEmpty();
    }

    @Test
    void aFullDiskIsRetriedWithLongerWaitsAndWithoutLoss() throws Exception {
        upload("u1");
        upload("u2");
        store.failNext(12);
        List<Health.Status> seen = new ArrayList<>();
        duringWait = () -> seen.add(health.part("indexer").status());
        index(1);
        assertThat(store.users()).containsExactly("u1", "u2");
        assertThat(waits)
                .hasSize(12)
                .startsWith(Duration.ofMillis(100), Duration.ofMillis(200))
                .endsWith(Duration.ofSeconds(10));
        assertThat(seen).allSatisfy(status -> assertThat(status.ready()).isFalse());
        assertThat(seen.getFirst().message()).contains("position 0").contains("no space");
        assertThat(health.ready()).isTrue();
    }

    @Test
    void anAddThatFailsThoughItStoredIsNotRepeated() throws Exception {
        upload("u1");
        upload("u2");
        store.failAfterStoring(1);
        index(1);
        assertThat(store.users()).containsExactly("u1", "u2");
    }

    @Test
    void aBrokenLogIsToldAndNotSkipped() throws Exception {
        upload("u1");
        log.failReading("checksum wrong in segment 7 at 42");
        duringWait =
                () -> {
                    if (waits.size() == 3) {
                        assertThat(store.users()).isEmpty();
                        log.failReading(null);
                    }
                };
        index(1);
        assertThat(waits).hasSize(3);
        assertThat(store.users()).containsExactly("u1");
    }

    @Test
    void aStoreAheadOfTheLogIsRefusedNamingTheRepair() throws Exception {
        store.add(new EventBatch(List.of(), List.of(), List.of()), new LogPosition(5));
        try (Indexer indexer = indexer(1)) {
            assertThatThrownBy(indexer::start)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("`maidian rebuild --data DIR`");
        }
    }

    @Test
    void aGapBetweenStoreAndLogIsRefused() throws Exception {
        upload("u1");
        upload("u2");
        log.startAt(100);
        try (Indexer indexer = indexer(1)) {
            assertThatThrownBy(indexer::start)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("the log begins at 100");
        }
    }

    @Test
    void lagIsWhatIsNotYetInTheStore() {
        upload("u1");
        upload("u2");
        try (Indexer indexer = indexer(1)) {
            assertThat(indexer.lagBytes()).isEqualTo(200);
            assertThat(metrics.get("maidian.indexer.lag").gauge().value()).isEqualTo(200);
        }
    }
}
