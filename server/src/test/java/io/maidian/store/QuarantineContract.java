package io.maidian.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.event.RejectionId;
import io.maidian.event.RequestId;
import io.maidian.log.LogPosition;
import io.maidian.query.QuarantinedEvent;
import io.maidian.query.QueryEngine;
import io.maidian.query.RejectionCounts;
import io.maidian.query.RejectionCounts.Group;
import io.maidian.query.RejectionPage;
import io.maidian.query.RejectionSearch;
import io.maidian.query.RejectionState;
import io.maidian.query.SeenEvent;
import io.maidian.query.UploadFate;
import io.maidian.query.UploadSearch;
import io.maidian.query.UploadsFound;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every event store and its query engine promise about rejected events. */
public abstract class QuarantineContract {
    private static final String AI = "0a1b2c3d4e5f6789";
    private static final long NOW = 1_700_000_000_000L;
    private static final RejectionPage.Request FIRST = page(null, 100);

    @TempDir private Path folder;
    private long position;

    /** Opens the store in this folder, again where it was closed. */
    protected abstract void open(Path folder) throws IOException;

    /** The opened store. */
    protected abstract EventStore store();

    /** The engine over it. */
    protected abstract QueryEngine engine();

    @BeforeEach
    void openStore() throws IOException {
        open(folder);
    }

    @AfterEach
    void closeStore() throws IOException {
        store().close();
    }

    private static RejectionPage.Request page(@Nullable RejectionId after, int limit) {
        return new RejectionPage.Request(after, limit, 1 << 20);
    }

    private void add(Uploads uploads) throws Exception {
        position += 100;
        store().add(uploads.batch(), new LogPosition(position));
    }

    private Uploads uploads(long receivedMillis) {
        return new Uploads(AI, position, receivedMillis);
    }

    private static RejectionId id(long position, int index) {
        return new RejectionId(new RequestId(NOW, position, 0), index);
    }

    private static RejectionSearch search(RejectionState state) {
        return RejectionSearch.ALL.in(state);
    }

    private List<RejectionId> ids(RejectionSearch search) throws IOException {
        return engine().rejectedEvents(AI, search, FIRST).events().stream()
                .map(QuarantinedEvent::id)
                .toList();
    }

    private QuarantinedEvent find(RejectionId id) throws IOException {
        return Objects.requireNonNull(engine().rejectedEvent(AI, id));
    }

    private long accepted() throws IOException {
        return engine().seenEvents(AI).stream().mapToLong(SeenEvent::count).sum();
    }

    @Test
    void rejectedEventsAreFoundNewestFirst() throws Exception {
        add(uploads(NOW).rejected("pay", "cs1.missing", "{1}").rejected("buy", "n.empty", "{2}"));
        add(uploads(NOW).event("pay", "u", NOW).rejected(null, "tm.missing", "{3}"));
        assertThat(ids(RejectionSearch.ALL)).containsExactly(id(100, 1), id(0, 1), id(0, 0));
        QuarantinedEvent first = find(id(0, 0));
        assertThat(first.event().raw()).isEqualTo("{1}");
        assertThat(first.event().key()).isEqualTo("pay");
        assertThat(first.event().reason().code()).isEqualTo("cs1.missing");
        assertThat(first.state()).isEqualTo(RejectionState.OPEN);
        assertThat(first.changedMillis()).isNull();
        assertThat(engine().rejectedEvent(AI, id(100, 0))).isNull();
        assertThat(engine().rejectedEvent("other", id(0, 0))).isNull();
        assertThat(engine().rejectedEvents("other", RejectionSearch.ALL, FIRST).events()).isEmpty();
    }

    @Test
    void anIdWithAnotherReceivedTimeFindsNothing() throws Exception {
        add(uploads(NOW).rejected("pay", "cs1.missing", "{}"));
        RequestId other = new RequestId(NOW + 1, 0, 0);
        assertThat(engine().rejectedEvent(AI, new RejectionId(other, 0))).isNull();
    }

    @Test
    void aSearchNarrowsByAllThatItNames() throws Exception {
        add(uploads(NOW).rejected("pay", "a", "{}").rejected("pay", "b", "{}"));
        add(uploads(NOW + 50).rejected("pay", "a", "{}").rejected("buy", "a", "{}"));
        RejectionId old = id(0, 0);
        assertThat(ids(new RejectionSearch("a", "pay", null, null, NOW + 50, null)))
                .containsExactly(old);
        assertThat(ids(new RejectionSearch("b", null, null, null, null, null)))
                .containsExactly(id(0, 1));
        assertThat(ids(new RejectionSearch(null, null, null, NOW + 50, null, null))).hasSize(2);
        assertThat(ids(new RejectionSearch(null, null, "nobody", null, null, null))).isEmpty();
    }

    @Test
    void pagesGoOnWhereTheLastEndedWhateverArrives() throws Exception {
        Uploads many = uploads(NOW);
        for (int i = 0; i < 7; i++) {
            many.rejected("pay", "a", "{" + i + "}");
        }
        add(many);
        List<RejectionId> seen = new ArrayList<>();
        RejectionPage page = engine().rejectedEvents(AI, RejectionSearch.ALL, page(null, 3));
        while (true) {
            page.events().forEach(event -> seen.add(event.id()));
            if (page.next() == null) {
                break;
            }
            add(uploads(NOW).rejected("new", "a", "{}"));
            page = engine().rejectedEvents(AI, RejectionSearch.ALL, page(page.next(), 3));
        }
        assertThat(seen)
                .containsExactly(
                        id(0, 6), id(0, 5), id(0, 4), id(0, 3), id(0, 2), id(0, 1), id(0, 0));
    }

    @Test
    void aPageEndsWhereItsTextsAreLong() throws Exception {
        add(uploads(NOW).rejected("a", "a", "x".repeat(60)).rejected("a", "a", "x".repeat(60)));
        RejectionPage page =
                engine().rejectedEvents(
                                AI, RejectionSearch.ALL, new RejectionPage.Request(null, 9, 50));
        assertThat(page.events()).hasSize(1);
        assertThat(page.next()).isEqualTo(id(0, 1));
    }

    @Test
    void aReplayIsAnEventAndAMarkAtOnce() throws Exception {
        add(uploads(NOW).event("pay", "u", NOW).rejected("pay", "cs1.missing", "{}"));
        add(new Uploads(AI, 0, NOW).replayed(1, "pay", NOW + 9));
        assertThat(find(id(0, 1)).state()).isEqualTo(RejectionState.REPLAYED);
        assertThat(find(id(0, 1)).changedMillis()).isEqualTo(NOW + 9);
        assertThat(accepted()).isEqualTo(2);
        List<UploadFate> fates = engine().latestUploads(AI, 10);
        assertThat(fates).hasSize(1);
        assertThat(fates.getFirst().accepted()).isEqualTo(2);
        assertThat(fates.getFirst().rejected()).isZero();
        assertThat(fates.getFirst().rejectedEvents()).isEmpty();
        assertThat(fates.getFirst().events().get(1).index()).isEqualTo(1);
    }

    @Test
    void aReplayInTheBatchOfItsRejectionIsTheSame() throws Exception {
        add(uploads(NOW).rejected("pay", "cs1.missing", "{}").replayed(0, "pay", NOW + 9));
        assertThat(find(id(0, 0)).state()).isEqualTo(RejectionState.REPLAYED);
        assertThat(accepted()).isEqualTo(1);
    }

    @Test
    void theSameReplayIsStoredOnce() throws Exception {
        add(uploads(NOW).rejected("pay", "cs1.missing", "{}"));
        add(new Uploads(AI, 0, NOW).replayed(0, "pay", 1).replayed(0, "buy", 2));
        add(new Uploads(AI, 0, NOW).replayed(0, "buy", 3));
        store().close();
        open(folder);
        add(new Uploads(AI, 0, NOW).replayed(0, "buy", 4).discarded(0, 5));
        assertThat(accepted()).isEqualTo(1);
        assertThat(find(id(0, 0)).state()).isEqualTo(RejectionState.REPLAYED);
        assertThat(find(id(0, 0)).changedMillis()).isEqualTo(1);
    }

    @Test
    void whatIsDiscardedCanBeRestored() throws Exception {
        add(uploads(NOW).rejected("pay", "a", "{}").rejected("pay", "a", "{}"));
        add(new Uploads(AI, 0, NOW).discarded(0, 1).discarded(1, 1));
        assertThat(ids(search(RejectionState.OPEN))).isEmpty();
        assertThat(ids(search(RejectionState.DISCARDED))).containsExactly(id(0, 1), id(0, 0));
        add(new Uploads(AI, 0, NOW).restored(1, 2));
        assertThat(ids(search(RejectionState.OPEN))).containsExactly(id(0, 1));
        add(new Uploads(AI, 0, NOW).discarded(1, 3).restored(1, 3).replayed(0, "pay", 4));
        assertThat(ids(search(RejectionState.OPEN))).containsExactly(id(0, 1));
        assertThat(ids(search(RejectionState.REPLAYED))).containsExactly(id(0, 0));
    }

    @Test
    void countsAreExactByCodeAndByEvent() throws Exception {
        add(
                uploads(NOW)
                        .rejected("pay", "a", "{}")
                        .rejected("pay", "b", "{}")
                        .rejected(null, "b", "{}")
                        .rejected("pay", "b", "{}")
                        .counted("pay", "b")
                        .discarded(1, 1)
                        .replayed(3, "pay", 1));
        RejectionCounts all = engine().rejectionCounts(AI, RejectionSearch.ALL);
        assertThat(all.byCode())
                .containsExactly(new Group("b", 4, 1, 1, 1, 1), new Group("a", 1, 1, 0, 0, 0));
        assertThat(all.byEvent())
                .containsExactly(new Group("pay", 4, 1, 1, 1, 1), new Group(null, 1, 1, 0, 0, 0));
        RejectionSearch narrow = new RejectionSearch("b", "pay", null, null, null, null);
        assertThat(engine().rejectionCounts(AI, narrow.in(RejectionState.OPEN)).byCode())
                .containsExactly(new Group("b", 3, 0, 0, 0, 0));
        assertThat(engine().rejectionCounts("other", RejectionSearch.ALL).byCode()).isEmpty();
    }

    @Test
    void whatIsOnlyCountedStaysSo() throws Exception {
        add(uploads(NOW).counted("pay", "a"));
        assertThat(find(id(0, 0)).state()).isEqualTo(RejectionState.COUNTED);
        assertThat(find(id(0, 0)).event().raw()).isNull();
        add(new Uploads(AI, 0, NOW).discarded(0, 1).restored(0, 2));
        assertThat(find(id(0, 0)).state()).isEqualTo(RejectionState.COUNTED);
    }

    @Test
    void oldOnesAreForgottenInStepsAndTheirCountsStay() throws Exception {
        add(
                uploads(NOW)
                        .rejected("a", "a", "{}")
                        .rejected("a", "a", "{}")
                        .rejected("a", "a", "{}"));
        add(uploads(NOW + 10).rejected("a", "a", "{}"));
        add(new Uploads("other", position, NOW).rejected("a", "a", "{}"));
        assertThat(store().forgetRejected(AI, NOW + 10, 2)).isEqualTo(2);
        assertThat(store().forgetRejected(AI, NOW + 10, 2)).isEqualTo(1);
        assertThat(store().forgetRejected(AI, NOW + 10, 2)).isZero();
        assertThat(store().forgetRejected("nobody", NOW + 10, 2)).isZero();
        assertThat(ids(RejectionSearch.ALL)).hasSize(1);
        assertThat(engine().rejectionCounts(AI, RejectionSearch.ALL).byCode())
                .containsExactly(new Group("a", 4, 1, 0, 0, 0));
        assertThat(engine().rejectedEvents("other", RejectionSearch.ALL, FIRST).events())
                .hasSize(1);
        add(uploads(NOW).rejected("a", "a", "{}"));
        assertThat(engine().rejectionCounts(AI, RejectionSearch.ALL).byCode().getFirst().ever())
                .isEqualTo(5);
    }

    @Test
    void aLongTextIsKeptWhole() throws Exception {
        String raw = "{\"n\":\"😀" + "😀埋点".repeat(5_000) + "\"}";
        String exact = "x".repeat(4_096);
        add(uploads(NOW).rejected("pay", "a", raw).rejected("pay", "b", exact));
        add(uploads(NOW).rejected("pay", "a", "{}"));
        assertThat(find(id(0, 0)).event().raw()).isEqualTo(raw);
        assertThat(find(id(0, 1)).event().raw()).isEqualTo(exact);
        assertThat(engine().rejectedEvents(AI, RejectionSearch.ALL, FIRST).events())
                .extracting(event -> event.event().raw())
                .containsExactly("{}", exact, raw);
        RejectionPage.Request one = new RejectionPage.Request(null, 100, 5_000);
        RejectionPage page = engine().rejectedEvents(AI, RejectionSearch.ALL, one);
        assertThat(page.events()).hasSize(3);
        assertThat(
                        engine().rejectedEvents(
                                        AI,
                                        RejectionSearch.ALL,
                                        new RejectionPage.Request(null, 100, 2))
                                .next())
                .isEqualTo(id(100, 0));
        assertThat(engine().latestUploads(AI, 2).getLast().rejectedEvents().getFirst().raw())
                .startsWith("{\"n\":\"😀")
                .hasSizeBetween(UploadFate.RAW_CHARS + 1, 4_096);
        assertThat(store().forgetRejected(AI, NOW + 1, 3)).isEqualTo(3);
        assertThat(store().forgetRejected(AI, NOW + 1, 3)).isEqualTo(3);
        assertThat(store().forgetRejected(AI, NOW + 1, 3)).isEqualTo(1);
        assertThat(ids(RejectionSearch.ALL)).isEmpty();
    }

    @Test
    void refusedUploadsAreForgottenWithThem() throws Exception {
        add(uploads(NOW).refused("json.syntax", "{"));
        add(uploads(NOW + 10).refused("json.syntax", "["));
        assertThat(store().forgetRejected(AI, NOW + 10, 2)).isEqualTo(1);
        assertThat(store().forgetRejected(AI, NOW + 10, 2)).isZero();
        assertThat(engine().latestUploads(AI, 10)).hasSize(1);
    }

    @Test
    void aReplayedEventIsNoRejectedOneOfItsUploadAlsoWhenItIsForgotten() throws Exception {
        add(uploads(NOW).rejected("pay", "cs1.missing", "{}"));
        add(new Uploads(AI, 0, NOW).replayed(0, "pay", NOW));
        UploadSearch rejected =
                new UploadSearch(null, null, UploadSearch.Outcome.REJECTED, null, 10);
        assertThat(engine().findUploads(AI, rejected).uploads()).isEmpty();
        UploadsFound all = engine().findUploads(AI, UploadSearch.newest(10));
        assertThat(all.uploads()).extracting(UploadFate::accepted).containsExactly(1L);
        assertThat(all.events()).isEqualTo(1);
        assertThat(store().forgetEvents(AI, NOW + 1, 10)).isEqualTo(1);
        assertThat(engine().latestUploads(AI, 10)).isEmpty();
    }

    @Test
    void aReplayOfAForgottenOneIsStillStoredOnce() throws Exception {
        add(uploads(NOW).rejected("a", "a", "{}"));
        add(new Uploads(AI, 0, NOW).replayed(0, "pay", 1));
        assertThat(store().forgetRejected(AI, NOW + 10, 2)).isEqualTo(1);
        add(new Uploads(AI, 0, NOW).replayed(0, "pay", 2));
        assertThat(accepted()).isEqualTo(1);
    }
}
