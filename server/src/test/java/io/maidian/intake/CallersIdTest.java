package io.maidian.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.tuple;

import io.maidian.event.DuplicateEvent;
import io.maidian.event.Event;
import io.maidian.event.Finding;
import io.maidian.ids.KnownIdsOptions;
import io.maidian.ids.TestIds;
import io.maidian.intake.CapturedEvent.EventOutcome;
import io.maidian.intake.UploadOutcome.EventResult;
import io.maidian.intake.UploadOutcome.NotStored;
import io.maidian.intake.UploadOutcome.Stored;
import io.maidian.intake.UploadOutcome.Unavailable;
import io.maidian.intake.UploadRequest.Codecs;
import io.maidian.intake.UploadRequest.Options;
import io.maidian.log.Receipt;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Section 3 of the upload contract: an event with an id that came before is a duplicate. */
class CallersIdTest {
    private static final String STM = Long.toString(IntakeFixture.NOW - 100);
    private static final String PLAIN =
            "{\"cs1\":\"u\",\"tm\":1434556935000,\"t\":\"cstm\",\"n\":\"Buy\"}";
    private static final String WARNED = "{\"cs1\":\"u\",\"tm\":1434556935000,\"n\":\"Buy\"}";
    private static final String BAD = "{\"cs1\":\"-1\",\"tm\":1434556935000,\"n\":\"Buy\"}";
    private static final Duration WINDOW = Duration.ofDays(7);

    private final IntakeFixture fixture = new IntakeFixture();

    @Test
    void theSameIdIsStoredOnce() {
        Stored first = upload(withId(PLAIN, "a"));
        assertThat(first.accepted()).isEqualTo(1);
        Stored second = upload(withId(PLAIN, "a"));
        assertThat(second.accepted()).isZero();
        assertThat(second.duplicate()).isEqualTo(1);
        assertThat(second.id()).isNotNull().isNotEqualTo(first.id());
        assertThat(second.results()).containsExactly(duplicate(0, "a"));
        assertThat(second.allRejected()).isFalse();
        assertThat(upload(withId(PLAIN, "b")).accepted()).isEqualTo(1);
        assertThat(ids()).containsExactly("a", "b");
        assertThat(fixture.meters.counter("maidian.events", "outcome", "duplicate").count())
                .isEqualTo(1);
        assertThat(fixture.meters.counter("maidian.ids.duplicates").count()).isEqualTo(1);
    }

    @Test
    void ofTheSameIdInOneUploadTheFirstIsStored() {
        Stored stored = upload(withId(PLAIN, "a"), PLAIN, withId(WARNED, "a"), withId(PLAIN, "b"));
        assertThat(stored.accepted()).isEqualTo(3);
        assertThat(stored.duplicate()).isEqualTo(1);
        assertThat(stored.warned()).isZero();
        assertThat(stored.results()).containsExactly(duplicate(2, "a"));
        assertThat(fixture.log.content().events())
                .extracting(Event::index)
                .containsExactly(0, 1, 3);
    }

    @Test
    void whatIsNotStoredStandsInTheLogAsADuplicate() {
        upload(withId(PLAIN, "a\n中"));
        Stored stored = upload(BAD, withId(PLAIN, "a\n中"), PLAIN);
        DuplicateEvent logged = fixture.log.content().duplicates().getFirst();
        assertThat(logged.upload().id()).isEqualTo(stored.id());
        assertThat(logged.id()).isEqualTo("a\n中");
        assertThat(logged.index()).isEqualTo(1);
        assertThat(fixture.log.content().events()).extracting(Event::index).containsExactly(0, 2);
    }

    @Test
    void resultsStandInTheEventsOrder() {
        upload(withId(PLAIN, "a"));
        Stored stored = upload(WARNED, withId(WARNED, "a"), BAD, withId(WARNED, "b"));
        assertThat(stored.results())
                .extracting(EventResult::index, EventResult::outcome)
                .containsExactly(
                        tuple(0, EventOutcome.WARNED),
                        tuple(1, EventOutcome.DUPLICATE),
                        tuple(2, EventOutcome.REJECTED),
                        tuple(3, EventOutcome.WARNED));
        assertThat(stored.accepted()).isEqualTo(2);
        assertThat(stored.duplicate()).isEqualTo(1);
        assertThat(stored.rejected()).isEqualTo(1);
        assertThat(stored.warned()).isEqualTo(2);
    }

    @Test
    void resultsPastAHundredAreCutOff() {
        String[] many =
                IntStream.range(0, 120)
                        .mapToObj(i -> withId(PLAIN, "x" + i))
                        .toArray(String[]::new);
        upload(many);
        Stored again = upload(many);
        assertThat(again.duplicate()).isEqualTo(120);
        assertThat(again.results()).hasSize(100);
        assertThat(again.truncated()).isTrue();
    }

    @Test
    void anotherProjectHasIdsOfItsOwn() {
        upload(withId(PLAIN, "a"));
        byte[] body = withId(PLAIN, "a").getBytes(StandardCharsets.UTF_8);
        UploadOutcome other =
                fixture.upload(
                        new UploadRequest(
                                IntakeFixture.OTHER_AI, null, Codecs.NONE, ByteBuffer.wrap(body)));
        assertThat(((Stored) other).accepted()).isEqualTo(1);
    }

    @Test
    void anIdIsKnownForTheWindowAndNoLonger() throws IOException {
        for (boolean onDisk : new boolean[] {false, true}) {
            String id = "a" + onDisk;
            fixture.restart(onDisk ? TestIds.SMALL : KnownIdsOptions.DEFAULTS);
            upload(withId(PLAIN, id));
            fixture.flushIds();
            fixture.advanceMillis(WINDOW.toMillis() - 1_000);
            assertThat(upload(withId(PLAIN, id)).duplicate()).isEqualTo(1);
            fixture.advanceMillis(1_000);
            assertThat(upload(withId(PLAIN, id)).accepted()).isEqualTo(1);
            fixture.flushIds();
            assertThat(upload(withId(PLAIN, id)).duplicate()).isEqualTo(1);
        }
    }

    @Test
    void anIdIsKnownAcrossRestarts() throws IOException {
        upload(withId(PLAIN, "a"));
        fixture.restart();
        assertThat(upload(withId(PLAIN, "a")).duplicate()).isEqualTo(1);
        fixture.restart(TestIds.SMALL);
        upload(withId(PLAIN, "b"), withId(PLAIN, "c"));
        fixture.flushIds();
        fixture.restart();
        assertThat(upload(withId(PLAIN, "a"), withId(PLAIN, "b"), withId(PLAIN, "c")).duplicate())
                .isEqualTo(3);
        assertThat(ids()).containsExactly("a", "b", "c");
    }

    @Test
    void aLongerWindowReadsTheLogAgain() throws IOException {
        KnownIdsOptions day = new KnownIdsOptions(Duration.ofHours(1), 4_000, 1, 1_000, 1, 100_000);
        fixture.restart(day);
        upload(withId(PLAIN, "a"));
        fixture.advanceMillis(Duration.ofHours(3).toMillis());
        fixture.flushIds();
        assertThat(upload(withId(PLAIN, "a")).accepted()).isEqualTo(1);
        upload(withId(PLAIN, "b"));
        fixture.advanceMillis(Duration.ofHours(3).toMillis());
        fixture.restart(TestIds.SMALL);
        assertThat(upload(withId(PLAIN, "a"), withId(PLAIN, "b")).duplicate()).isEqualTo(2);
    }

    @Test
    void aRejectedEventClaimsNoId() {
        upload(withId(BAD, "a"));
        assertThat(upload(withId(PLAIN, "a")).accepted()).isEqualTo(1);
        Options strict = new Options(false, true);
        fixture.upload(request(null, strict, withId(PLAIN, "b"), BAD));
        assertThat(upload(withId(PLAIN, "b")).accepted()).isEqualTo(1);
    }

    @Test
    void aDryRunTellsDuplicatesAndWritesNothing() throws IOException {
        Options dryRun = new Options(true, false);
        String[] events = {withId(PLAIN, "a"), withId(WARNED, "b"), withId(PLAIN, "b")};
        upload(withId(PLAIN, "a"));
        NotStored judged = (NotStored) fixture.upload(request(null, dryRun, events));
        assertThat(judged.accepted()).isEqualTo(1);
        assertThat(judged.duplicate()).isEqualTo(2);
        assertThat(judged.warned()).isEqualTo(1);
        assertThat(fixture.upload(request(null, dryRun, events))).isEqualTo(judged);
        assertThat(fixture.log.appended()).isEqualTo(1);
        fixture.restart(TestIds.SMALL);
        fixture.flushIds();
        assertThat(fixture.upload(request(null, dryRun, events))).isEqualTo(judged);
        assertThat(upload(events).results()).isEqualTo(judged.results());
    }

    @Test
    void aRetryIsAnsweredAsTheFirst() {
        upload(withId(PLAIN, "a"));
        UploadRequest mixed =
                request(STM, Options.NONE, withId(PLAIN, "a"), withId(WARNED, "b"), BAD);
        Stored first = (Stored) fixture.upload(mixed);
        Stored again = (Stored) fixture.upload(mixed);
        assertThat(again.id()).isEqualTo(first.id());
        assertThat(again.accepted()).isZero();
        assertThat(again.duplicate()).isEqualTo(2);
        assertThat(again.rejected()).isEqualTo(1);
        assertThat(again.results()).isEqualTo(first.results());
        UploadRequest all = request(STM, Options.NONE, withId(PLAIN, "a"));
        Stored allFirst = (Stored) fixture.upload(all);
        assertThat(fixture.upload(all)).isEqualTo(allFirst);

        fixture.restart();
        assertThat(fixture.upload(mixed)).isEqualTo(again);
        assertThat(fixture.upload(all)).isEqualTo(allFirst);
    }

    @Test
    void whoComesWhileTheFirstIsStoredWaitsForIt() {
        List<UploadOutcome> told = new ArrayList<>();
        fixture.log.hold();
        fixture.upload(request(null, Options.NONE, withId(PLAIN, "a")), told::add);
        fixture.upload(
                request(null, Options.NONE, withId(PLAIN, "b"), withId(PLAIN, "a")), told::add);
        fixture.upload(request(null, Options.NONE, PLAIN), told::add);
        assertThat(told).isEmpty();
        fixture.log.release();
        assertThat(told).hasSize(3);
        assertThat(told)
                .extracting(each -> ((Stored) each).duplicate())
                .containsExactlyInAnyOrder(0, 0, 1);
        assertThat(ids()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void whereTheFirstFailsTheNextIsStored() {
        List<UploadOutcome> told = new ArrayList<>();
        fixture.log.hold();
        fixture.upload(request(null, Options.NONE, withId(PLAIN, "a")), told::add);
        fixture.upload(request(null, Options.NONE, withId(PLAIN, "a")), told::add);
        fixture.log.failNext(new Receipt.Unavailable(Receipt.Cause.QUEUE_FULL));
        fixture.log.release();
        assertThat(told)
                .hasSize(2)
                .contains(new Unavailable(Receipt.Cause.QUEUE_FULL))
                .anyMatch(each -> each instanceof Stored stored && stored.accepted() == 1);
        assertThat(upload(withId(PLAIN, "a")).duplicate()).isEqualTo(1);
    }

    @Test
    void nothingOfAnUploadIsHeldOnceItHasEnded() {
        fixture.log.hold();
        fixture.upload(request(null, Options.NONE, withId(PLAIN, "a")), _ -> {});
        fixture.upload(request(null, Options.NONE, withId(PLAIN, "a")), _ -> {});
        fixture.upload(request(null, Options.NONE, withId(PLAIN, "b")), _ -> {});
        assertThat(claims()).isEqualTo(2);
        fixture.log.failNext(new Receipt.Unavailable(Receipt.Cause.QUEUE_FULL));
        fixture.log.release();
        assertThat(claims()).isZero();
        upload(withId(PLAIN, "b"), withId(PLAIN, "c"), BAD);
        fixture.upload(request(null, new Options(false, true), withId(PLAIN, "d")));
        fixture.upload(request(null, new Options(true, false), withId(PLAIN, "e"), BAD));
        assertThat(claims()).isZero();
    }

    private double claims() {
        return fixture.meters.get("maidian.ids.claims").gauge().value();
    }

    @Test
    void withAFullDiskIdsAreKeptInMemoryAndThenRefused() throws IOException {
        KnownIdsOptions few = new KnownIdsOptions(WINDOW, 4_000, 2, 3, 1 << 20, 100_000);
        fixture.restart(few);
        upload(withId(PLAIN, "a"), withId(PLAIN, "b"), withId(PLAIN, "c"));
        fixture.disk().spaceBytes(100);
        assertThatIOException().isThrownBy(fixture::flushIds);
        assertThat(fixture.disk().list(Path.of("/data/ids")))
                .as("half a file would take the space that is missing")
                .noneMatch(file -> file.toString().matches(".*/\\d{12}\\..*"));
        assertThat(upload(withId(PLAIN, "a")).duplicate()).isEqualTo(1);
        assertThat(fixture.upload(withId(PLAIN, "d")))
                .isEqualTo(new Unavailable(Receipt.Cause.QUEUE_FULL));
        assertThat(upload(PLAIN).accepted()).isEqualTo(1);

        fixture.disk().spaceBytes(Long.MAX_VALUE);
        fixture.flushIds();
        assertThat(upload(withId(PLAIN, "d"), withId(PLAIN, "c")).accepted()).isEqualTo(1);
    }

    private Stored upload(String... events) {
        UploadOutcome outcome = fixture.upload("[" + String.join(",", events) + "]");
        assertThat(outcome).isInstanceOf(Stored.class);
        Stored stored = (Stored) outcome;
        assertThat(stored.accepted() + stored.duplicate() + stored.rejected())
                .isEqualTo(events.length);
        return stored;
    }

    private static UploadRequest request(@Nullable String stm, Options options, String... events) {
        byte[] body = ("[" + String.join(",", events) + "]").getBytes(StandardCharsets.UTF_8);
        return new UploadRequest(
                IntakeFixture.AI, stm, Codecs.NONE, ByteBuffer.wrap(body), options);
    }

    private static String withId(String event, String id) {
        String escaped = id.replace("\n", "\\n");
        return event.replace("{", "{\"id\":\"" + escaped + "\",");
    }

    private static EventResult duplicate(int index, String id) {
        return new EventResult(
                index,
                EventOutcome.DUPLICATE,
                new Finding("id.duplicate", "/" + index + "/id", "\"" + id + "\""));
    }

    private List<String> ids() {
        return fixture.log.content().events().stream()
                .map(Event::id)
                .map(String::valueOf)
                .filter(id -> !id.equals("null"))
                .collect(Collectors.toList());
    }
}
