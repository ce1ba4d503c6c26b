package io.maidian.query;

import static io.maidian.store.Uploads.decimal;
import static io.maidian.store.Uploads.text;
import static io.maidian.store.Uploads.whole;
import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.catalog.Project;
import io.maidian.catalog.VariableType;
import io.maidian.event.Event;
import io.maidian.event.EventBatch;
import io.maidian.event.Finding;
import io.maidian.event.RequestId;
import io.maidian.query.Series.Point;
import io.maidian.store.Uploads;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every query engine promises. */
public abstract class QueryEngineContract {
    /** A cap on event keys that is reached here; {@link #add} is over it with the fourth. */
    protected static final int EVENT_KEYS = 3;

    private static final String AI = "0a1b2c3d4e5f6789";
    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    private static final Project PROJECT = project(SHANGHAI);
    private static final long DAY = at("2026-03-01T00:00", SHANGHAI);
    private static final long MINUTE = 60_000;
    private static final long HOUR = 60 * MINUTE;

    @TempDir private Path folder;
    private long position;

    /** Begins with an empty store in this folder. */
    protected abstract void open(Path folder) throws IOException;

    /** Adds a batch to the store, at this position. */
    protected abstract void add(EventBatch batch, long reached) throws Exception;

    /** The engine over the store. */
    protected abstract QueryEngine engine();

    /** Lets the store go. */
    protected abstract void close() throws IOException;

    @BeforeEach
    void openStore() throws IOException {
        open(folder);
    }

    @AfterEach
    void closeStore() throws IOException {
        close();
    }

    private static Project project(ZoneId zone) {
        return new Project(AI, "demo", zone, 0);
    }

    private static long at(String local, ZoneId zone) {
        return LocalDateTime.parse(local).atZone(zone).toInstant().toEpochMilli();
    }

    private Uploads uploads(long receivedMillis) {
        return new Uploads(AI, position, receivedMillis);
    }

    private void add(Uploads uploads) throws Exception {
        position += 1000;
        add(uploads.batch(), position);
    }

    private Answer ask(Query.Trend trend) throws IOException {
        return engine().answer(PROJECT, trend);
    }

    private static Query.Trend trend(String event, Measure measure, Interval interval) {
        return new Query.Trend(
                event,
                measure,
                interval,
                new TimeRange(DAY, DAY + 24 * HOUR),
                TimeAxis.EVENT,
                TargetUsers.ALL_LOGIN_USERS);
    }

    private static Query.Trend trend(TargetUsers target, long from, long to) {
        TimeRange range = new TimeRange(from, to);
        return new Query.Trend("pay", Measure.COUNT, Interval.HOUR, range, TimeAxis.EVENT, target);
    }

    private static List<Point> points(Answer answer) {
        assertThat(answer.series()).hasSize(1);
        assertThat(answer.series().getFirst().key()).isNull();
        return answer.series().getFirst().points();
    }

    private static long total(Answer answer) {
        return answer.series().getFirst().total().longValueExact();
    }

    @Test
    void countsByMinuteHourAndDay() throws Exception {
        add(
                uploads(DAY)
                        .event("pay", "u1", DAY + 30)
                        .event("pay", "u1", DAY + MINUTE - 1)
                        .event("pay", "u2", DAY + MINUTE)
                        .event("pay", "u2", DAY + 3 * HOUR)
                        .event("other", "u2", DAY));
        Answer minutes = ask(trend("pay", Measure.COUNT, Interval.MINUTE));
        assertThat(points(minutes))
                .containsExactly(
                        new Point(DAY, 2),
                        new Point(DAY + MINUTE, 1),
                        new Point(DAY + 3 * HOUR, 1));
        assertThat(total(minutes)).isEqualTo(4);
        assertThat(minutes.emptyReason()).isNull();
        assertThat(minutes.position()).isEqualTo(position);
        assertThat(points(ask(trend("pay", Measure.COUNT, Interval.HOUR))))
                .containsExactly(new Point(DAY, 3), new Point(DAY + 3 * HOUR, 1));
        assertThat(points(ask(trend("pay", Measure.COUNT, Interval.DAY))))
                .containsExactly(new Point(DAY, 4));
    }

    @Test
    void usersAreDistinctInEachBucketAndOverTheRange() throws Exception {
        add(
                uploads(DAY)
                        .event("pay", "u1", DAY)
                        .event("pay", "u1", DAY)
                        .event("pay", "u2", DAY)
                        .event("pay", "U2", DAY + HOUR)
                        .event("pay", "u1", DAY + HOUR));
        Answer users = ask(trend("pay", Measure.USERS, Interval.HOUR));
        assertThat(points(users)).containsExactly(new Point(DAY, 2), new Point(DAY + HOUR, 2));
        assertThat(total(users)).isEqualTo(3);
    }

    @Test
    void fromIsIncludedAndToIsNot() throws Exception {
        add(
                uploads(DAY)
                        .event("pay", "u1", DAY - 1)
                        .event("pay", "u2", DAY)
                        .event("pay", "u3", DAY + HOUR - 1)
                        .event("pay", "u4", DAY + HOUR));
        Answer hour = ask(trend(TargetUsers.ALL_LOGIN_USERS, DAY, DAY + HOUR));
        assertThat(points(hour)).containsExactly(new Point(DAY, 2));
        Answer half = ask(trend(TargetUsers.ALL_LOGIN_USERS, DAY + HOUR / 2, DAY + HOUR + MINUTE));
        assertThat(points(half)).containsExactly(new Point(DAY, 1), new Point(DAY + HOUR, 1));
    }

    @Test
    void receivedTimeIsAnAxisOfItsOwn() throws Exception {
        add(uploads(DAY + 5 * HOUR).event("pay", "u1", 1_435_738_496_000L));
        Query.Trend received =
                new Query.Trend(
                        "pay",
                        Measure.COUNT,
                        Interval.HOUR,
                        new TimeRange(DAY, DAY + 24 * HOUR),
                        TimeAxis.RECEIVED,
                        TargetUsers.ALL_LOGIN_USERS);
        assertThat(points(ask(received))).containsExactly(new Point(DAY + 5 * HOUR, 1));
        assertThat(ask(trend("pay", Measure.COUNT, Interval.HOUR)).emptyReason())
                .isEqualTo(new EmptyReason.OutOfRange(1_435_738_496_000L));
    }

    /** Each zone around its changes, held against the calendar itself. */
    @ParameterizedTest
    @CsvSource({
        "Asia/Shanghai, 2026-03-01T00:00",
        "Asia/Kathmandu, 2026-03-01T00:00",
        "America/New_York, 2026-03-07T00:00",
        "America/New_York, 2026-10-31T00:00",
        "Australia/Lord_Howe, 2026-04-04T00:00",
        "Australia/Lord_Howe, 2026-10-03T00:00",
        "Asia/Beirut, 2026-03-28T00:00",
        "America/New_York, 1969-12-30T00:00",
        "Asia/Shanghai, 1900-12-31T00:00"
    })
    void bucketsFollowTheZone(String zoneName, String start) throws Exception {
        ZoneId zone = ZoneId.of(zoneName);
        long from = at(start, zone);
        TimeRange range = new TimeRange(from + 11 * MINUTE, from + 72 * HOUR + 7 * MINUTE);
        Uploads uploads = uploads(DAY);
        Random random = new Random(7);
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            long time = from + random.nextLong(73 * HOUR);
            uploads.event("pay", "u", time);
            if (time >= range.fromMillis() && time < range.toMillis()) {
                times.add(time);
            }
        }
        add(uploads);
        for (Interval interval : Interval.values()) {
            TreeMap<Long, Long> expected = new TreeMap<>();
            times.forEach(time -> expected.merge(bucketStart(time, interval, zone), 1L, Long::sum));
            Query.Trend trend =
                    new Query.Trend(
                            "pay",
                            Measure.COUNT,
                            interval,
                            range,
                            TimeAxis.EVENT,
                            TargetUsers.ALL_LOGIN_USERS);
            List<Point> found = points(engine().answer(project(zone), trend));
            assertThat(found)
                    .containsExactlyElementsOf(
                            expected.entrySet().stream()
                                    .map(entry -> new Point(entry.getKey(), entry.getValue()))
                                    .toList());
            assertThat((long) found.size())
                    .isLessThanOrEqualTo(Buckets.count(range, interval, zone));
        }
    }

    /** By walking back minute by minute on the zone's own calendar. */
    private static long bucketStart(long time, Interval interval, ZoneId zone) {
        var local = Instant.ofEpochMilli(time).atZone(zone);
        if (interval == Interval.DAY) {
            return local.toLocalDate().atStartOfDay(zone).toInstant().toEpochMilli();
        }
        var offset = local.getOffset();
        var floor = local.withSecond(0).withNano(0);
        if (interval == Interval.HOUR) {
            floor = floor.withMinute(0);
        }
        long start = floor.toLocalDateTime().toInstant(offset).toEpochMilli();
        var change = zone.getRules().previousTransition(Instant.ofEpochMilli(time + 1));
        return change == null ? start : Math.max(start, change.getInstant().toEpochMilli());
    }

    @Test
    void aNewUsersFirstEventOfAnyKindLiesInTheRange() throws Exception {
        add(
                uploads(DAY)
                        .event("visit", "old", DAY - 1)
                        .event("pay", "old", DAY)
                        .event("pay", "new", DAY)
                        .event("pay", "new", DAY + HOUR)
                        .event("visit", "elsewhere", DAY)
                        .upload("another", position, 1, DAY)
                        .event("visit", "new", DAY - 1));
        Answer added = ask(trend(TargetUsers.NEW_LOGIN_USERS, DAY, DAY + 2 * HOUR));
        assertThat(points(added)).containsExactly(new Point(DAY, 1), new Point(DAY + HOUR, 1));
        Answer later = ask(trend(TargetUsers.NEW_LOGIN_USERS, DAY + HOUR, DAY + 2 * HOUR));
        assertThat(later.emptyReason()).isEqualTo(new EmptyReason.NoNewUsers());
        assertThat(total(later)).isZero();
        Answer none = ask(trend(TargetUsers.NEW_LOGIN_USERS, DAY + 2 * HOUR, DAY + 3 * HOUR));
        assertThat(none.emptyReason()).isEqualTo(new EmptyReason.OutOfRange(DAY + HOUR));
    }

    @Test
    void visitUserGroupsAreEmptyAndSaySo() throws Exception {
        add(uploads(DAY).event("pay", "u", DAY));
        for (TargetUsers target :
                List.of(TargetUsers.ALL_VISIT_USERS, TargetUsers.NEW_VISIT_USERS)) {
            Answer answer = ask(trend(target, DAY, DAY + HOUR));
            assertThat(answer.emptyReason()).isEqualTo(new EmptyReason.VisitUsers());
            assertThat(points(answer)).isEmpty();
            assertThat(answer.position()).isEqualTo(position);
        }
    }

    @Test
    void whatWasNeverReceivedSaysSo() throws Exception {
        assertThat(ask(trend("pay", Measure.COUNT, Interval.DAY)).emptyReason())
                .isEqualTo(new EmptyReason.NeverReceived());
        add(uploads(DAY).event("other", "u", DAY));
        Answer answer = ask(trend("pay", Measure.USERS, Interval.DAY));
        assertThat(answer.emptyReason()).isEqualTo(new EmptyReason.NeverReceived());
        assertThat(total(answer)).isZero();
    }

    @Test
    void whatWasOnlyRejectedSaysWhy() throws Exception {
        add(
                uploads(DAY)
                        .rejected("pay", "cs1.missing", "{}")
                        .rejected("pay", "tm.missing", "{}")
                        .rejected("other", "tm.missing", "{}"));
        add(uploads(DAY).rejected("pay", "cs1.missing", "{}"));
        assertThat(ask(trend("pay", Measure.COUNT, Interval.DAY)).emptyReason())
                .isEqualTo(
                        new EmptyReason.AllRejected(
                                List.of(
                                        new EmptyReason.Rejection("cs1.missing", 2),
                                        new EmptyReason.Rejection("tm.missing", 1))));
        add(uploads(DAY).event("pay", "u", DAY));
        assertThat(total(ask(trend("pay", Measure.COUNT, Interval.DAY)))).isEqualTo(1);
    }

    @Test
    void anEventKeyBeyondTheCapIsStillAnswered() throws Exception {
        Uploads uploads = uploads(DAY);
        for (int i = 0; i < EVENT_KEYS; i++) {
            uploads.event("known" + i, "u", DAY);
        }
        add(uploads.event("买 '\"$.x", "u", DAY).event("beyond", "u", DAY));
        assertThat(total(ask(trend("买 '\"$.x", Measure.COUNT, Interval.DAY)))).isEqualTo(1);
        assertThat(ask(trend("never", Measure.COUNT, Interval.DAY)).emptyReason())
                .isEqualTo(new EmptyReason.NeverReceived());
    }

    @Test
    void seenEventsTellCountsTimesAndVariables() throws Exception {
        add(
                uploads(DAY)
                        .event("BuyProduct", "u", 1, text("name", "手机"), whole("count", 2))
                        .event("BuyProduct", "u", 2, decimal("price", 19.9))
                        .rejected("BuyProduct", "cs1.missing", "{}")
                        .rejected("broken", "cs1.missing", "{}")
                        .rejected(null, "n.missing", "{}"));
        add(uploads(DAY + 9).event("Later", "u", 1));
        List<SeenEvent> seen = engine().seenEvents(AI);
        assertThat(seen)
                .extracting(SeenEvent::key)
                .containsExactly("Later", "BuyProduct", "broken");
        assertThat(seen.get(1))
                .isEqualTo(
                        new SeenEvent(
                                "BuyProduct",
                                2,
                                1,
                                DAY,
                                DAY,
                                List.of(
                                        seen("name", VariableType.STRING),
                                        seen("count", VariableType.INT),
                                        seen("price", VariableType.DOUBLE))));
        assertThat(seen.get(2)).isEqualTo(new SeenEvent("broken", 0, 1, null, null, List.of()));
    }

    private static SeenEvent.SeenVariable seen(String key, VariableType type) {
        return new SeenEvent.SeenVariable(key, Set.of(type));
    }

    @Test
    void latestUploadsComeNewestFirst() throws Exception {
        add(uploads(DAY).event("a", "u", 1));
        add(
                uploads(DAY + 1)
                        .event("b", "u", 1)
                        .upload(AI, position, 1, DAY + 1)
                        .rejected("c", "cs1.missing", "{\"n\":\"c\"}")
                        .upload("another", position, 2, DAY + 1)
                        .event("x", "u", 1));
        position += 50_000_000;
        add(uploads(DAY + 2).refused("body.not_json", "oops"));
        List<UploadFate> fates = engine().latestUploads(AI, 3);
        assertThat(fates)
                .extracting(fate -> fate.upload().id())
                .containsExactly(
                        new RequestId(DAY + 2, 50_002_000, 0),
                        new RequestId(DAY + 1, 1000, 1),
                        new RequestId(DAY + 1, 1000, 0));
        assertThat(fates.get(0).refused()).isNotNull();
        assertThat(fates.get(1).upload().sentMillis()).isEqualTo(DAY - 6);
        assertThat(fates.get(1).rejectedEvents()).hasSize(1);
        assertThat(fates.get(2).upload().sentMillis()).isNull();
        assertThat(engine().latestUploads(AI, 100)).hasSize(4);
        assertThat(engine().latestUploads(AI, 0)).isEmpty();
        assertThat(engine().latestUploads("unknown", 10)).isEmpty();
    }

    @Test
    void aLargeUploadShowsTwentyEventsThoseWithAReasonFirst() throws Exception {
        Uploads uploads = uploads(DAY);
        for (int i = 0; i < 100; i++) {
            uploads.event("pay", "u" + i, 1);
        }
        Finding warning = new Finding("n.trimmed", "/100/n", "\" pay\"");
        uploads.event("pay", "warned", 1, null, List.of(), List.of(warning));
        uploads.rejected("pay", "cs1.missing", "{}");
        add(uploads);
        UploadFate fate = engine().latestUploads(AI, 10).getFirst();
        assertThat(fate.accepted()).isEqualTo(101);
        assertThat(fate.warned()).isEqualTo(1);
        assertThat(fate.rejected()).isEqualTo(1);
        assertThat(fate.rejectedEvents()).hasSize(1);
        assertThat(fate.events()).hasSize(19);
        assertThat(fate.events().getFirst().user()).isEqualTo("warned");
        assertThat(fate.events().getFirst().warnings()).containsExactly(warning);
        assertThat(fate.events()).extracting(Event::index).startsWith(100, 0, 1, 2);
    }

    private UploadsFound find(
            @Nullable String event,
            @Nullable String user,
            UploadSearch.@Nullable Outcome outcome,
            @Nullable String code)
            throws IOException {
        return engine().findUploads(AI, new UploadSearch(event, user, outcome, code, 10));
    }

    private static List<Long> positions(UploadsFound found) {
        return found.uploads().stream().map(fate -> fate.upload().id().position()).toList();
    }

    private void addForSearch() throws Exception {
        Finding warning = new Finding("n.trimmed", "/0/n", "\" a\"");
        add(uploads(DAY).event("a", "u1", 1).event("a", "u2", 1).event("b", "u2", 1));
        add(uploads(DAY + 1).event("a", "u1", 1, null, List.of(), List.of(warning)));
        add(uploads(DAY + 2).rejected("a", "cs1.missing", "{}").event("b", "u1", 1));
        add(uploads(DAY + 3).refused("body.not_json", "oops"));
        add(new Uploads("another", position, DAY + 4).event("a", "u1", 1));
    }

    @Test
    void uploadsAreFoundByAnEventThatMeetsAllConditions() throws Exception {
        addForSearch();
        assertThat(positions(find(null, null, null, null)))
                .containsExactly(3000L, 2000L, 1000L, 0L);
        assertThat(positions(find("a", null, null, null))).containsExactly(2000L, 1000L, 0L);
        assertThat(positions(find(null, "u2", null, null))).containsExactly(0L);
        assertThat(positions(find("a", "u2", null, null))).containsExactly(0L);
        assertThat(positions(find("b", "u1", null, null))).containsExactly(2000L);
        assertThat(positions(find("none", null, null, null))).isEmpty();
        assertThat(positions(find(null, null, null, "n.trimmed"))).containsExactly(1000L);
        assertThat(positions(find(null, null, null, "cs1.missing"))).containsExactly(2000L);
        assertThat(positions(find(null, null, null, "body.not_json"))).containsExactly(3000L);
        assertThat(positions(find("b", null, null, "cs1.missing"))).isEmpty();
    }

    @Test
    void uploadsAreFoundByOutcome() throws Exception {
        addForSearch();
        assertThat(positions(find(null, null, UploadSearch.Outcome.ACCEPTED, null)))
                .containsExactly(2000L, 1000L, 0L);
        assertThat(positions(find(null, null, UploadSearch.Outcome.WARNED, null)))
                .containsExactly(1000L);
        assertThat(positions(find(null, null, UploadSearch.Outcome.REJECTED, null)))
                .containsExactly(2000L);
        assertThat(positions(find(null, null, UploadSearch.Outcome.REFUSED, null)))
                .containsExactly(3000L);
        assertThat(positions(find("b", null, UploadSearch.Outcome.REJECTED, null))).isEmpty();
    }

    @Test
    void ofWhatIsFoundOnlyTheMatchingEventsAreShownAndAllAreCounted() throws Exception {
        addForSearch();
        UploadFate fate = find("a", "u2", null, null).uploads().getFirst();
        assertThat(fate.accepted()).isEqualTo(3);
        assertThat(fate.events()).extracting(Event::user).containsExactly("u2");
        UploadFate rejected =
                find(null, null, UploadSearch.Outcome.REJECTED, null).uploads().getFirst();
        assertThat(rejected.accepted()).isEqualTo(1);
        assertThat(rejected.events()).isEmpty();
        assertThat(rejected.rejectedEvents()).hasSize(1);
    }

    @Test
    void aSearchTellsHowFarItLooked() throws Exception {
        assertThat(find("a", null, null, null))
                .isEqualTo(new UploadsFound(List.of(), 0, null, true));
        addForSearch();
        UploadsFound all = find("none", null, null, null);
        assertThat(all.events()).isEqualTo(7);
        assertThat(all.sinceMillis()).isEqualTo(DAY);
        assertThat(all.complete()).isTrue();
        position += UploadSearch.REACH_BYTES;
        add(uploads(DAY + 9).event("b", "u1", 1));
        UploadsFound near = find("a", null, null, null);
        assertThat(near.uploads()).isEmpty();
        assertThat(near.complete()).isFalse();
        assertThat(near.events()).isEqualTo(1);
        assertThat(near.sinceMillis()).isEqualTo(DAY + 9);
        assertThat(positions(find(null, null, null, null))).hasSize(5);
    }

    @Test
    void anUploadIsFoundByAnEventKeyBeyondTheCap() throws Exception {
        add(uploads(DAY).event("k1", "u", 1).event("k2", "u", 1).event("k3", "u", 1));
        add(uploads(DAY).event("k4", "u", 1).event("k5", "u", 1));
        assertThat(positions(find("k5", null, null, null))).containsExactly(1000L);
        assertThat(positions(find("k6", null, null, null))).isEmpty();
    }

    @Test
    void theFactsOfAnEventKeyTellOfAnybodyAndOfOneUser() throws Exception {
        EventSelection early = new EventSelection("a", 3L, 11L, TimeAxis.EVENT);
        assertThat(engine().eventFacts(AI, early, null))
                .isEqualTo(new EventFacts(0, 0, 0, null, null, null, List.of()));
        add(uploads(DAY).event("a", "u1", 11).event("b", "u2", 12));
        add(uploads(DAY + 5).event("a", "u2", 3).rejected("a", "cs1.missing", "{}"));
        List<EmptyReason.Rejection> rejections =
                List.of(new EmptyReason.Rejection("cs1.missing", 1));
        assertThat(engine().eventFacts(AI, early, null))
                .isEqualTo(new EventFacts(2, 2, 1, DAY + 5, 3L, null, rejections));
        assertThat(engine().eventFacts(AI, early, "u1"))
                .isEqualTo(new EventFacts(2, 1, 0, DAY, 11L, null, rejections));
        EventSelection came = new EventSelection("a", DAY, DAY + 1, TimeAxis.RECEIVED);
        assertThat(engine().eventFacts(AI, came, "u1").inRange()).isEqualTo(1);
        assertThat(engine().eventFacts(AI, came, "u2").inRange()).isZero();
        assertThat(engine().eventFacts(AI, early, "nobody"))
                .isEqualTo(new EventFacts(2, 0, 0, null, null, null, rejections));
        add(uploads(DAY).event("k3", "u", 1).event("k4", "u", 7));
        EventSelection beyondCap = new EventSelection("k4", null, null, TimeAxis.EVENT);
        assertThat(engine().eventFacts(AI, beyondCap, null).inRange()).isEqualTo(1);
    }
}
