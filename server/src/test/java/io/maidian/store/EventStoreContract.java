package io.maidian.store;

import static io.maidian.store.Uploads.decimal;
import static io.maidian.store.Uploads.text;
import static io.maidian.store.Uploads.whole;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maidian.catalog.VariableType;
import io.maidian.event.Event;
import io.maidian.event.EventBatch;
import io.maidian.event.Finding;
import io.maidian.event.Value;
import io.maidian.event.Variable;
import io.maidian.log.LogPosition;
import io.maidian.query.QueryEngine;
import io.maidian.query.SeenEvent;
import io.maidian.query.UploadFate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every event store promises, seen through its query engine. */
public abstract class EventStoreContract {
    private static final String AI = "0a1b2c3d4e5f6789";
    private static final long NOW = 1_700_000_000_000L;

    @TempDir private Path folder;
    private EventStore store = UNOPENED;

    private static final EventStore UNOPENED =
            new EventStore() {
                @Override
                public LogPosition position() {
                    return LogPosition.START;
                }

                @Override
                public void add(EventBatch batch, LogPosition reached) {}

                @Override
                public boolean canTake(EventBatch batch) {
                    return false;
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
                public int settle() {
                    throw new UnsupportedOperationException();
                }

                @Override
                public long unsettled() {
                    throw new UnsupportedOperationException();
                }

                @Override
                public int forgetEvents(String ai, long receivedBeforeMillis, int limit) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public void close() {}
            };

    /**
     * Opens the store in this folder.
     *
     * @param caps whether with the small caps of {@link #EVENT_KEYS} and {@link #VARIABLES}
     */
    protected abstract EventStore open(Path folder, boolean caps) throws IOException;

    /** The engine over the opened store. */
    protected abstract QueryEngine engine(EventStore store);

    /** The small cap on event keys. */
    protected static final int EVENT_KEYS = 3;

    /** The small cap on the variables of an event. */
    protected static final int VARIABLES = 4;

    @BeforeEach
    void openStore() throws IOException {
        store = open(folder, false);
    }

    @AfterEach
    void closeStore() throws IOException {
        store.close();
    }

    private void reopen(boolean caps) throws IOException {
        store.close();
        store = open(folder, caps);
    }

    private static LogPosition at(long offset) {
        return new LogPosition(offset);
    }

    private SeenEvent only() throws IOException {
        List<SeenEvent> seen = engine(store).seenEvents(AI);
        assertThat(seen).hasSize(1);
        return seen.getFirst();
    }

    private List<Event> shown() throws IOException {
        return engine(store).latestUploads(AI, 10).stream()
                .flatMap(fate -> fate.events().stream())
                .toList();
    }

    @Test
    void aCheckpointReachesWhatIsInAndChangesNothing() throws Exception {
        assertThat(store.checkpoint()).isEqualTo(LogPosition.START);
        store.add(new EventBatch(List.of(), List.of(), List.of()), at(100));
        assertThat(store.checkpoint()).isEqualTo(at(100));
        assertThat(store.checkpoint()).isEqualTo(at(100));
        reopen(false);
        assertThat(store.position()).isEqualTo(at(100));
    }

    @Test
    void beginsAtTheLogsStart() {
        assertThat(store.position()).isEqualTo(LogPosition.START);
    }

    @Test
    void aReopenedStoreStandsWhereItWas() throws Exception {
        store.add(new Uploads(AI, 0, NOW).event("pay", "u1", NOW).batch(), at(100));
        reopen(false);
        assertThat(store.position()).isEqualTo(at(100));
        store.add(new Uploads(AI, 100, NOW + 5).event("pay", "u2", NOW).batch(), at(200));
        assertThat(only().count()).isEqualTo(2);
        assertThat(only().firstReceivedMillis()).isEqualTo(NOW);
        assertThat(only().lastReceivedMillis()).isEqualTo(NOW + 5);
    }

    @Test
    void aBatchAtAPositionNotBeyondIsRefused() throws Exception {
        EventBatch batch = new Uploads(AI, 0, NOW).event("pay", "u1", NOW).batch();
        store.add(batch, at(100));
        assertThatThrownBy(() -> store.add(batch, at(100)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.add(batch, at(99)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(only().count()).isEqualTo(1);
    }

    @Test
    void anEmptyBatchMovesThePosition() throws Exception {
        store.add(new EventBatch(List.of(), List.of(), List.of()), at(7));
        reopen(false);
        assertThat(store.position()).isEqualTo(at(7));
    }

    @Test
    void rejectedAndRefusedAreKept() throws Exception {
        EventBatch batch =
                new Uploads(AI, 0, NOW)
                        .event("pay", "u1", NOW)
                        .rejected("pay", "cs1.missing", "{\"n\":\"pay\"}")
                        .rejected(null, "n.missing", "{} \ud800")
                        .upload(AI, 0, 1, NOW)
                        .refused("body.not_json", "oops")
                        .batch();
        store.add(batch, at(100));
        reopen(false);
        List<UploadFate> fates = engine(store).latestUploads(AI, 10);
        assertThat(fates).hasSize(2);
        assertThat(fates.get(0).refused()).isEqualTo(batch.refused().getFirst());
        assertThat(fates.get(1).rejected()).isEqualTo(2);
        assertThat(fates.get(1).rejectedEvents().get(0)).isEqualTo(batch.rejected().get(0));
        assertThat(fates.get(1).rejectedEvents().get(1).raw()).isEqualTo("{} \ufffd");
        assertThat(only().rejected()).isEqualTo(1);
    }

    @Test
    void anUnloadableBatchIsRefusedWhole() throws Exception {
        EventBatch good = new Uploads(AI, 0, NOW).event("pay", "u1", NOW).batch();
        EventBatch bad =
                new Uploads(AI, 0, NOW)
                        .event("new", "u1", NOW)
                        .event("pay", "u1", NOW, text("x", "half \udc00"))
                        .batch();
        assertThat(store.canTake(good)).isTrue();
        assertThat(store.canTake(bad)).isFalse();
        assertThatThrownBy(() -> store.add(bad, at(50))).isInstanceOf(UnloadableException.class);
        assertThat(store.position()).isEqualTo(LogPosition.START);
        assertThat(engine(store).seenEvents(AI)).isEmpty();
        store.add(good, at(100));
        assertThat(only().key()).isEqualTo("pay");
        assertThat(only().count()).isEqualTo(1);
    }

    @Test
    void eventsComeBackAsTheyWere() throws Exception {
        List<Variable> variables =
                List.of(
                        text("商品", "手机"),
                        text("empty", ""),
                        text("emoji", "\ud83d\ude00 \u0000 \ufffd \uffff ' \" \\"),
                        whole("big", Long.MAX_VALUE),
                        whole("small", Long.MIN_VALUE),
                        whole("odd", (1L << 53) + 1),
                        decimal("price", 0.1),
                        decimal("tiny", Double.MIN_VALUE),
                        decimal("huge", -Double.MAX_VALUE),
                        decimal("minus", -0.0),
                        whole("none", 0));
        Finding warning = new Finding("var.not_a_scalar", "/0/var/标签", "[\"\u0000\"]");
        Event event =
                new Uploads(AI, 0, NOW)
                        .upload(AI, 0, 3, NOW)
                        .event(
                                "买",
                                "用户 \ud83d\ude00",
                                -5,
                                new Value.Whole(Long.MAX_VALUE - 1),
                                variables,
                                List.of(warning))
                        .batch()
                        .events()
                        .getFirst();
        store.add(new EventBatch(List.of(event), List.of(), List.of()), at(10));
        Event back = shown().getFirst();
        assertThat(back.variables()).containsExactlyInAnyOrderElementsOf(variables);
        assertThat(back.num()).isEqualTo(new Value.Whole(Long.MAX_VALUE - 1));
        assertThat(back).usingRecursiveComparison().ignoringFields("variables").isEqualTo(event);
    }

    @Test
    void aVariableMayBeAStringHereAndANumberThere() throws Exception {
        store.add(
                new Uploads(AI, 0, NOW)
                        .event("pay", "u1", NOW, text("x", "12"), whole("y", 1))
                        .event("pay", "u1", NOW, whole("x", 12), decimal("y", 1.5))
                        .batch(),
                at(10));
        assertThat(only().variables())
                .containsExactly(
                        new SeenEvent.SeenVariable(
                                "x", Set.of(VariableType.STRING, VariableType.INT)),
                        new SeenEvent.SeenVariable("y", Set.of(VariableType.DOUBLE)));
        assertThat(shown().get(0).variables())
                .containsExactlyInAnyOrder(text("x", "12"), whole("y", 1));
        assertThat(shown().get(1).variables())
                .containsExactlyInAnyOrder(whole("x", 12), decimal("y", 1.5));
    }

    @Test
    void variablesWithoutASlotAreKept() throws Exception {
        List<Variable> variables = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            variables.add(text("text" + i, "v" + i));
            variables.add(decimal("number" + i, i + 0.5));
        }
        store.add(
                new Uploads(AI, 0, NOW)
                        .event("pay", "u1", NOW, variables.toArray(Variable[]::new))
                        .batch(),
                at(10));
        assertThat(only().variables()).hasSize(100);
        assertThat(shown().getFirst().variables()).containsExactlyInAnyOrderElementsOf(variables);
    }

    @Test
    void aWholeVariableStaysWholeAcrossBatchesUntilItIsNot() throws Exception {
        store.add(new Uploads(AI, 0, NOW).event("e", "u", NOW, whole("x", 1)).batch(), at(1));
        reopen(false);
        assertThat(only().variables().getFirst().types()).containsExactly(VariableType.INT);
        store.add(new Uploads(AI, 1, NOW).event("e", "u", NOW, decimal("x", .5)).batch(), at(2));
        reopen(false);
        store.add(new Uploads(AI, 2, NOW).event("e", "u", NOW, whole("x", 1)).batch(), at(3));
        assertThat(only().variables().getFirst().types()).containsExactly(VariableType.DOUBLE);
    }

    @Test
    void eventKeysBeyondTheCapAreKeptUnderOne() throws Exception {
        reopen(true);
        Uploads uploads = new Uploads(AI, 0, NOW);
        for (int i = 0; i < EVENT_KEYS + 2; i++) {
            uploads.event("key" + i, "u", NOW, text("x", "v" + i));
        }
        store.add(uploads.batch(), at(10));
        reopen(true);
        store.add(new Uploads(AI, 10, NOW).event("key9", "u", NOW).batch(), at(20));
        List<SeenEvent> seen = engine(store).seenEvents(AI);
        assertThat(seen)
                .extracting(SeenEvent::key)
                .containsExactlyInAnyOrder("key0", "key1", "key2", EventStore.OVERFLOW_KEY);
        assertThat(seen)
                .filteredOn(event -> event.key().equals(EventStore.OVERFLOW_KEY))
                .extracting(SeenEvent::count)
                .containsExactly(3L);
        assertThat(shown())
                .extracting(Event::key)
                .containsExactlyInAnyOrder("key0", "key1", "key2", "key3", "key4", "key9");
    }

    @Test
    void variablesBeyondTheCapAreKeptUnderOne() throws Exception {
        reopen(true);
        List<Variable> variables = new ArrayList<>();
        for (int i = 0; i < VARIABLES + 2; i++) {
            variables.add(text("x" + i, "v" + i));
        }
        store.add(
                new Uploads(AI, 0, NOW)
                        .event("e", "u", NOW, variables.toArray(Variable[]::new))
                        .batch(),
                at(10));
        reopen(true);
        store.add(new Uploads(AI, 10, NOW).event("e", "u", NOW, text("x9", "v")).batch(), at(20));
        assertThat(only().variables())
                .extracting(SeenEvent.SeenVariable::key)
                .containsExactly("x0", "x1", "x2", "x3", EventStore.OVERFLOW_KEY);
        assertThat(shown().get(0).variables()).containsExactly(text("x9", "v"));
        assertThat(shown().get(1).variables()).containsExactlyInAnyOrderElementsOf(variables);
    }

    @Test
    void projectsAreApart() throws Exception {
        store.add(
                new Uploads("one", 0, NOW)
                        .event("e", "u", NOW)
                        .upload("two", 0, 1, NOW)
                        .event("e", "u", NOW)
                        .event("f", "u", NOW)
                        .batch(),
                at(10));
        assertThat(engine(store).seenEvents("one")).hasSize(1);
        assertThat(engine(store).seenEvents("two")).hasSize(2);
        assertThat(engine(store).seenEvents("three")).isEmpty();
        assertThat(engine(store).latestUploads("one", 10)).hasSize(1);
    }
}
