package io.maidian.quarantine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.maidian.catalog.Catalog;
import io.maidian.catalog.CatalogSnapshot;
import io.maidian.catalog.Project;
import io.maidian.catalog.ProjectSettings;
import io.maidian.catalog.sqlite.SqliteCatalog;
import io.maidian.disk.FileDisk;
import io.maidian.event.Finding;
import io.maidian.event.RejectionId;
import io.maidian.event.RetentionCutoffs;
import io.maidian.ids.KnownIds;
import io.maidian.ids.TestIds;
import io.maidian.intake.EventTrial;
import io.maidian.intake.Intake;
import io.maidian.intake.IntakeLimits;
import io.maidian.intake.LargeUploads;
import io.maidian.intake.Retries;
import io.maidian.intake.RetryKey;
import io.maidian.intake.UploadMemory;
import io.maidian.intake.UploadOutcome;
import io.maidian.intake.UploadRequest;
import io.maidian.live.LiveFeed;
import io.maidian.log.EventLog;
import io.maidian.log.LogPosition;
import io.maidian.log.segment.SegmentLog;
import io.maidian.log.segment.SegmentLogOptions;
import io.maidian.ops.Health;
import io.maidian.query.QuarantinedEvent;
import io.maidian.query.RejectionCounts;
import io.maidian.query.RejectionPage;
import io.maidian.query.RejectionSearch;
import io.maidian.query.RejectionState;
import io.maidian.query.SeenEvent;
import io.maidian.store.Indexer;
import io.maidian.store.duckdb.DuckDbOptions;
import io.maidian.store.duckdb.DuckDbStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** The quarantine over a real log, indexer and store. */
class QuarantineTest {
    /** For a force of a busy machine's disk; the store is not reached within any time there. */
    private static final Duration LONG_ENOUGH_FOR_THE_LOG = Duration.ofSeconds(1);

    private long droppedBefore = Long.MIN_VALUE;

    private static final String AI = "0a1b2c3d4e5f6789";
    private static final long NOW = 1_700_000_000_000L;
    private static final String BAD =
            "{\"cs1\":\"\",\"tm\":1434556935000,\"t\":\"cstm\",\"n\":\"Pay\"}";
    private static final String GOOD = BAD.replace("\"cs1\":\"\"", "\"cs1\":\"u1\"");
    private static final MendRule SET_USER =
            new MendRule(
                    List.of(
                            new MendStep.SetField(
                                    "cs1", JsonMapper.shared().readTree("\"u1\""), true)));
    private static final CatalogSnapshot CATALOG =
            new CatalogSnapshot(
                    Map.of(
                            AI,
                            new CatalogSnapshot.Entry(
                                    new Project(AI, "demo", ZoneOffset.UTC, 0),
                                    ProjectSettings.DEFAULTS)));

    @TempDir private Path folder;
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final LiveFeed feed = new LiveFeed();
    private long now = NOW;
    private EventLog log;
    private DuckDbStore store;
    private Indexer indexer;
    private KnownIds ids;
    private Quarantine quarantine;

    @BeforeEach
    void open() throws IOException {
        open(Duration.ofSeconds(30));
        indexer.start();
    }

    private void open(Duration patience) throws IOException {
        Health health = new Health();
        log =
                SegmentLog.open(
                        new SegmentLog.Place(
                                new FileDisk(), folder.resolve("log"), LogPosition.START),
                        SegmentLogOptions.DEFAULTS,
                        health.part("log"),
                        meters);
        store =
                DuckDbStore.open(
                        new FileDisk(), folder.resolve("store"), DuckDbOptions.defaults(2));
        indexer = new Indexer(log, store, feed::publish, health.part("indexer"), meters);
        ids = TestIds.open(log, () -> now).ids();
        ReplayedIds replayed = new ReplayedIds(ids, () -> now, patience);
        quarantine =
                new Quarantine(
                        store.queryEngine(),
                        new EventTrial(IntakeLimits.DEFAULTS),
                        decisions(replayed, patience),
                        replayed,
                        new QuarantineMetrics(meters),
                        _ -> droppedBefore);
    }

    private DecisionLog decisions(ReplayedIds replayed, Duration patience) {
        return new DecisionLog(
                new DecisionLog.Followed(log, store::position, feed),
                replayed,
                () -> now,
                patience);
    }

    @AfterEach
    void close() throws IOException {
        indexer.close();
        store.close();
        log.close();
    }

    private void reopen() throws IOException {
        close();
        open();
    }

    /** Uploads an array of this event, and waits until the store has it; returns the first's id. */
    private RejectionId upload(String event, int times) throws Exception {
        LargeUploads large =
                LargeUploads.start(new UploadMemory(64 << 20, meters), System::nanoTime, 16 << 20);
        Intake intake =
                new Intake(
                        () -> CATALOG,
                        log,
                        () -> now,
                        IntakeLimits.DEFAULTS,
                        new Intake.Known(
                                new Retries(
                                        new RetryKey(1, 2),
                                        Retries.LIMIT_BYTES,
                                        meters,
                                        System::nanoTime),
                                ids),
                        large,
                        meters);
        String body = "[" + String.join(",", Collections.nCopies(times, event)) + "]";
        CompletableFuture<UploadOutcome> outcome = new CompletableFuture<>();
        intake.upload(
                new UploadRequest(
                        AI,
                        Long.toString(now - 120_000),
                        UploadRequest.Codecs.NONE,
                        ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8))),
                outcome::complete);
        UploadOutcome.Stored stored = (UploadOutcome.Stored) outcome.get();
        large.close();
        settle();
        return new RejectionId(Objects.requireNonNull(stored.id()), 0);
    }

    /** Waits until the store has all that the log has. */
    private void settle() throws IOException {
        quarantine.total(AI, RejectionSearch.ALL, Quarantine.Action.REPLAY);
        Duration patience = Duration.ofSeconds(30);
        decisions(new ReplayedIds(ids, () -> now, patience), patience).turn(AI, _ -> true);
    }

    private long count(String key) throws IOException {
        return store.queryEngine().seenEvents(AI).stream()
                .filter(seen -> seen.key().equals(key))
                .mapToLong(SeenEvent::count)
                .sum();
    }

    private RejectionState state(RejectionId id) throws IOException {
        return Objects.requireNonNull(store.queryEngine().rejectedEvent(AI, id)).state();
    }

    private Quarantine.Change replay(RejectionId id) throws IOException {
        return quarantine.replay(AI, id, GOOD);
    }

    private static <T> List<T> atOnce(int threads, Callable<T> work) throws Exception {
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<T> results = new ArrayList<>();
            for (Future<T> each : pool.invokeAll(Collections.nCopies(threads, work))) {
                results.add(each.get());
            }
            return results;
        }
    }

    @Test
    void aMendedEventIsStoredOnceWithItsFirstReceivedTime() throws Exception {
        RejectionId id = upload(BAD, 1);
        now += 5_000_000;
        assertThat(replay(id)).isEqualTo(new Quarantine.Done());
        assertThat(replay(id)).isEqualTo(new Quarantine.NotPossible(RejectionState.REPLAYED));
        assertThat(count("Pay")).isEqualTo(1);
        SeenEvent seen = store.queryEngine().seenEvents(AI).getFirst();
        assertThat(seen.firstReceivedMillis()).isEqualTo(NOW);
        QuarantinedEvent event = Objects.requireNonNull(store.queryEngine().rejectedEvent(AI, id));
        assertThat(event.changedMillis()).isEqualTo(now);
        // tm is corrected by the difference of the clocks as it was when it first came
        assertThat(
                        store.queryEngine()
                                .latestUploads(AI, 1)
                                .getFirst()
                                .events()
                                .getFirst()
                                .eventMillis())
                .isEqualTo(1_434_556_935_000L + 120_000);
    }

    @Test
    void ofManyReplaysAtOnceOneIsStored() throws Exception {
        RejectionId id = upload(BAD, 1);
        List<Quarantine.Change> changes = atOnce(8, () -> replay(id));
        assertThat(changes).filteredOn(Quarantine.Done.class::isInstance).hasSize(1);
        assertThat(changes).filteredOn(Quarantine.NotPossible.class::isInstance).hasSize(7);
        assertThat(count("Pay")).isEqualTo(1);
    }

    @Test
    void aMendThatStillFailsIsToldWhyAndStays() throws Exception {
        RejectionId id = upload(BAD, 1);
        Quarantine.Change change = quarantine.replay(AI, id, GOOD.replace("\"u1\"", "\"a:b\""));
        assertThat(change)
                .isEqualTo(new Quarantine.Failed(new Finding("cs1.colon", "/0/cs1", "\"a:b\"")));
        assertThat(quarantine.replay(AI, id, GOOD + "," + GOOD))
                .isEqualTo(new Quarantine.Failed(new Finding("mend.not_one_event", "", "2")));
        assertThat(quarantine.replay(AI, id, "{\"cs1\":")).isInstanceOf(Quarantine.Failed.class);
        assertThat(quarantine.check(AI, id, GOOD)).isInstanceOf(EventTrial.Passes.class);
        assertThat(state(id)).isEqualTo(RejectionState.OPEN);
        assertThat(count("Pay")).isZero();
        RejectionId none = new RejectionId(id.upload(), 9);
        assertThat(replay(none)).isEqualTo(new Quarantine.Missing());
        assertThat(quarantine.check(AI, none, GOOD)).isNull();
    }

    @Test
    void whatWouldBeDroppedAgainAtOnceIsNotReplayed() throws Exception {
        RejectionId id = upload(BAD, 1);
        droppedBefore = id.upload().receivedMillis() + 1;
        Finding reason =
                new Finding(
                        "mend.no_longer_kept",
                        "",
                        Instant.ofEpochMilli(id.upload().receivedMillis()).toString());
        assertThat(replay(id)).isEqualTo(new Quarantine.Failed(reason));
        assertThat(quarantine.check(AI, id, GOOD)).isEqualTo(new EventTrial.Fails(reason));
        assertThat(state(id)).isEqualTo(RejectionState.OPEN);
        droppedBefore = id.upload().receivedMillis();
        assertThat(replay(id)).isEqualTo(new Quarantine.Done());
    }

    @Test
    void aServerThatDiesBetweenLogAndStoreReplaysOnce() throws Exception {
        RejectionId id = upload(BAD, 1);
        close();
        open(LONG_ENOUGH_FOR_THE_LOG);
        assertThatIOException().isThrownBy(() -> replay(id)).withMessageContaining("behind");
        assertThatIOException().isThrownBy(() -> replay(id)).withMessageContaining("behind");
        reopen();
        assertThat(replay(id)).isEqualTo(new Quarantine.NotPossible(RejectionState.REPLAYED));
        assertThat(count("Pay")).isEqualTo(1);
    }

    @Test
    void nothingIsDecidedBeforeTheStoreHasReachedTheLogOfTheLastRun() throws Exception {
        RejectionId id = upload(BAD, 1);
        assertThat(replay(id)).isEqualTo(new Quarantine.Done());
        close();
        deleteStore();
        open(LONG_ENOUGH_FOR_THE_LOG);
        assertThatIOException().isThrownBy(() -> replay(id)).withMessageContaining("behind");
    }

    @Test
    void aStoreThatIsFilledAgainFromTheLogHoldsTheSame() throws Exception {
        RejectionId first = upload(BAD, 4);
        replay(first);
        RejectionId second = new RejectionId(first.upload(), 1);
        RejectionId third = new RejectionId(first.upload(), 2);
        quarantine.discard(AI, second);
        quarantine.discard(AI, third);
        quarantine.restore(AI, third);
        RejectionCounts before = counts();
        close();
        deleteStore();
        open();
        settle();
        assertThat(counts()).isEqualTo(before);
        assertThat(count("Pay")).isEqualTo(1);
        assertThat(state(first)).isEqualTo(RejectionState.REPLAYED);
        assertThat(state(second)).isEqualTo(RejectionState.DISCARDED);
        assertThat(state(third)).isEqualTo(RejectionState.OPEN);
        assertThat(replay(first)).isEqualTo(new Quarantine.NotPossible(RejectionState.REPLAYED));
    }

    private void deleteStore() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("store"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
    }

    private RejectionCounts counts() throws IOException {
        return store.queryEngine().rejectionCounts(AI, RejectionSearch.ALL);
    }

    @Test
    void whatIsDiscardedIsNotReplayedUntilItIsRestored() throws Exception {
        RejectionId id = upload(BAD, 1);
        assertThat(quarantine.restore(AI, id))
                .isEqualTo(new Quarantine.NotPossible(RejectionState.OPEN));
        assertThat(quarantine.discard(AI, id)).isEqualTo(new Quarantine.Done());
        assertThat(replay(id)).isEqualTo(new Quarantine.NotPossible(RejectionState.DISCARDED));
        assertThat(quarantine.restore(AI, id)).isEqualTo(new Quarantine.Done());
        assertThat(replay(id)).isEqualTo(new Quarantine.Done());
    }

    @Test
    void aPreviewSaysWhatARuleWouldDoAndDoesNothing() throws Exception {
        upload(BAD, 3);
        upload("{\"cs1\":\"\",\"tm\":1,\"n\":\"\"}", 2);
        Preview preview = quarantine.preview(AI, RejectionSearch.ALL, SET_USER);
        assertThat(preview.total()).isEqualTo(5);
        assertThat(preview.examined()).isEqualTo(5);
        assertThat(preview.passed()).isEqualTo(3);
        assertThat(preview.failed()).isEqualTo(Map.of("n.empty", 2L));
        assertThat(preview.examples()).hasSize(5);
        assertThat(preview.examples().getFirst().reason()).isNotNull();
        assertThat(preview.examples().getLast().after()).contains("\"cs1\":\"u1\"");
        assertThat(count("Pay")).isZero();
    }

    @Test
    void aBulkRunReplaysEachOnceInStepsAndSaysWhatStays() throws Exception {
        upload(BAD, 1_200);
        upload("{\"cs1\":\"\",\"tm\":1,\"n\":\"\"}", 30);
        Bulk bulk = new Bulk(Quarantine.Action.REPLAY, RejectionSearch.ALL, SET_USER);
        try (BulkRuns runs = new BulkRuns(quarantine)) {
            List<BulkRun> both = atOnce(2, () -> Objects.requireNonNull(runs.start(AI, bulk)));
            for (BulkRun run : both) {
                awaitEnd(run);
                assertThat(run.progress().state()).isEqualTo(BulkRun.State.DONE);
                assertThat(run.progress().failed()).containsEntry("n.empty", 30L);
                assertThat(run.progress().examples()).hasSize(20);
                assertThat(runs.find(AI, run.id())).isSameAs(run);
                assertThat(runs.find("other", run.id())).isNull();
            }
            assertThat(both.stream().mapToLong(run -> run.progress().changed()).sum())
                    .isEqualTo(1_200);
            assertThat(runs.list(AI)).hasSize(2);
        }
        assertThat(count("Pay")).isEqualTo(1_200);
        RejectionCounts.Group group = counts().byCode().getFirst();
        assertThat(group.open()).isEqualTo(30);
        assertThat(group.replayed()).isEqualTo(1_200);
    }

    @Test
    void aBulkRunDiscardsAndRestores() throws Exception {
        upload(BAD, 3);
        RejectionSearch search = new RejectionSearch(null, "Pay", null, null, null, null);
        try (BulkRuns runs = new BulkRuns(quarantine)) {
            Bulk discard = new Bulk(Quarantine.Action.DISCARD, search, MendRule.NONE);
            awaitEnd(Objects.requireNonNull(runs.start(AI, discard)));
            assertThat(counts().byCode().getFirst().discarded()).isEqualTo(3);
            Bulk restore = new Bulk(Quarantine.Action.RESTORE, search, MendRule.NONE);
            awaitEnd(Objects.requireNonNull(runs.start(AI, restore)));
            assertThat(counts().byCode().getFirst().open()).isEqualTo(3);
        }
    }

    private static void awaitEnd(BulkRun run) {
        while (!run.progress().isOver()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void whatIsTooOldIsForgottenByTheProjectsSetting() throws Exception {
        upload(BAD, 3);
        try (Catalog catalog = SqliteCatalog.open(folder.resolve("catalog.sqlite"))) {
            catalog.addProject(new Project(AI, "demo", ZoneOffset.UTC, 0));
            Forgetting forgetting =
                    new Forgetting(catalog, store, () -> now, new QuarantineMetrics(meters));
            now += Duration.ofDays(30).toMillis();
            assertThat(forgetting.step()).isFalse();
            assertThat(listed()).hasSize(3);
            now++;
            assertThat(forgetting.step()).isFalse();
            assertThat(listed()).isEmpty();
            assertThat(counts().byCode().getFirst().ever()).isEqualTo(3);
            assertThat(catalog.cutoffs().rejected())
                    .as("a rebuild drops them too")
                    .containsExactly(Map.entry(AI, NOW + 1));
        }
    }

    @Test
    void whatWasForgottenOnceIsForgottenAgainWhenARestoredStoreHasIt() throws Exception {
        upload(BAD, 3);
        try (Catalog catalog = SqliteCatalog.open(folder.resolve("catalog.sqlite"))) {
            catalog.addProject(new Project(AI, "demo", ZoneOffset.UTC, 0));
            now++;
            catalog.raiseCutoffs(new RetentionCutoffs(Map.of(), Map.of(AI, now)), now);
            Forgetting forgetting =
                    new Forgetting(catalog, store, () -> now, new QuarantineMetrics(meters));
            assertThat(forgetting.step()).isFalse();
            assertThat(listed()).isEmpty();
        }
    }

    private List<QuarantinedEvent> listed() throws IOException {
        return store.queryEngine()
                .rejectedEvents(
                        AI, RejectionSearch.ALL, new RejectionPage.Request(null, 100, 1 << 20))
                .events();
    }

    @Test
    void aMendedEventWhoseIdCameBeforeStaysOpen() throws Exception {
        String bad = BAD.replace("{", "{\"id\":\"order-1\",");
        RejectionId first = upload(bad, 3);
        RejectionId second = new RejectionId(first.upload(), 1);
        RejectionId third = new RejectionId(first.upload(), 2);
        String good = GOOD.replace("{", "{\"id\":\"order-1\",");
        assertThat(quarantine.check(AI, first, good)).isInstanceOf(EventTrial.Passes.class);

        assertThat(quarantine.replay(AI, first, good)).isEqualTo(new Quarantine.Done());
        assertThat(quarantine.replay(AI, second, good))
                .isEqualTo(
                        new Quarantine.Failed(new Finding("id.duplicate", "/1/id", "\"order-1\"")));
        assertThat(quarantine.check(AI, second, good)).isInstanceOf(EventTrial.Fails.class);
        Bulk all = new Bulk(Quarantine.Action.REPLAY, RejectionSearch.ALL, SET_USER);
        Quarantine.Step step = quarantine.step(AI, all, null);
        assertThat(step.done()).isZero();
        assertThat(step.failures())
                .extracting(failure -> failure.reason().code())
                .containsExactly("id.duplicate", "id.duplicate");

        upload(good, 1);
        assertThat(quarantine.replay(AI, third, good.replace("order-1", "order-2")))
                .isEqualTo(new Quarantine.Done());
    }
}
