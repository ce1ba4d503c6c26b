package io.maidian.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a trend counts: users, ranges, buckets in the project's zone, event times. */
final class TrendTest {
    private static final String EVENT = "BuyProduct";
    private static final long SEED_TM = 1_434_556_935_000L;
    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");

    @AutoClose private static MaidianProcess maidian;
    private static Api api;

    @BeforeAll
    static void start() {
        maidian = MaidianProcess.start(Product.newFolder("trend"));
        api = maidian.api();
    }

    @Test
    void aUserIsNewOnlyWhereTheFirstEventOfAnyKindLies() {
        String ai = api.createProject("new");
        api.store(ai, UploadBody.of("Login", SEED_TM, "old"));
        long later = startOf("2016-03-01") + 1;
        api.store(ai, UploadBody.of(EVENT, later, "old"));
        Question in2016 =
                Question.trend(EVENT).between(startOf("2016-01-01"), startOf("2017-01-01"));
        api.awaitTotal(ai, in2016, 1);
        Answer none = api.ask(ai, in2016.target("new_login_users"));
        assertThat(none.total()).isZero();
        assertThat(none.emptyReason()).isEqualTo("target.no_new_users");

        api.store(ai, UploadBody.of(EVENT, later, "young"));
        api.awaitTotal(ai, in2016, 2);
        assertThat(api.ask(ai, in2016.target("new_login_users")).total()).isEqualTo(1);
        Question both = Question.trend(EVENT).between(startOf("2015-01-01"), startOf("2017-01-01"));
        assertThat(api.ask(ai, both.target("new_login_users")).total()).isEqualTo(2);
    }

    @Test
    void usersAreCountedOnceOverTheWholeRange() {
        String ai = api.createProject("users");
        long first = startOf("2020-02-01");
        long second = startOf("2020-02-02");
        api.store(ai, UploadBody.of(EVENT, first, "a", "a"));
        api.store(ai, UploadBody.of(EVENT, second, "a", "b", "b"));
        Question days = Question.trend(EVENT).between(first, startOf("2020-02-03"));
        api.awaitTotal(ai, days, 5);
        Answer users = api.ask(ai, days.users());
        assertThat(users.points()).containsExactly(Map.entry(first, 1L), Map.entry(second, 2L));
        assertThat(users.total()).isEqualTo(2);
    }

    @Test
    void fromIsIncludedAndToIsNot() {
        String ai = api.createProject("bounds");
        long first = startOf("2020-02-01");
        api.store(ai, UploadBody.of(EVENT, first, "a"));
        api.store(ai, UploadBody.of(EVENT, first + 1000, "b"));
        api.awaitTotal(ai, Question.trend(EVENT).between(first, first + 1001), 2);
        assertThat(api.ask(ai, Question.trend(EVENT).between(first, first + 1000)).total())
                .isEqualTo(1);
        assertThat(api.ask(ai, Question.trend(EVENT).between(first + 1, first + 1001)).total())
                .isEqualTo(1);
    }

    @Test
    void theEventTimeIsCorrectedByAnHoursSkewOfTheSendersClock() {
        String ai = api.createProject("skew");
        long hour = 3_600_000;
        long tm = System.currentTimeMillis() - 3 * hour;
        Reply reply =
                api.send(
                        api.request(
                                        "/v3/"
                                                + ai
                                                + "/s2s/cstm?stm="
                                                + (System.currentTimeMillis() - hour))
                                .POST(
                                        HttpRequest.BodyPublishers.ofString(
                                                UploadBody.of(EVENT, tm, "a").json())));
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.number("/warned")).isZero();
        JsonNode upload = api.awaitUpload(ai, reply.string("/request_id"));
        assertThat(upload.requiredAt("/events/0/event_time").longValue())
                .isBetween(tm + hour, tm + hour + 20_000);
    }

    @Test
    void aDayOfAZoneWithSummerTimeIsFromItsMidnightToItsNext() {
        ZoneId zone = ZoneId.of("America/New_York");
        String ai = api.createProject(Map.of("name", "summer", "timezone", zone.getId()));
        Map<Long, Long> expected = new LinkedHashMap<>();
        LocalDate first = LocalDate.of(2024, 3, 9);
        for (int day = 0; day < 4; day++) {
            long start = startOf(zone, first.plusDays(day));
            long end = startOf(zone, first.plusDays(day + 1)) - 1;
            api.store(ai, UploadBody.of(EVENT, start, "a"));
            api.store(ai, UploadBody.of(EVENT, end, "a"));
            expected.put(start, 2L);
        }
        Question days =
                Question.trend(EVENT)
                        .between(startOf(zone, first), startOf(zone, first.plusDays(4)));
        assertThat(api.awaitTotal(ai, days, 8).points()).isEqualTo(expected);
    }

    @Test
    void anHourOfAZoneOffByHalfAnHourBeginsAtItsOwnFullHour() {
        ZoneId zone = ZoneId.of("Asia/Kolkata");
        String ai = api.createProject(Map.of("name", "half", "timezone", zone.getId()));
        long hour = ZonedDateTime.of(2024, 5, 1, 9, 0, 0, 0, zone).toInstant().toEpochMilli();
        api.store(ai, UploadBody.of(EVENT, hour, "a"));
        api.store(ai, UploadBody.of(EVENT, hour + 3_599_999, "a"));
        Question hours =
                Question.trend(EVENT)
                        .with("interval", "hour")
                        .between(hour - 86_400_000, hour + 86_400_000);
        assertThat(api.awaitTotal(ai, hours, 2).points()).containsExactly(Map.entry(hour, 2L));
    }

    @Test
    void oneProjectsEventsAreNotCountedInAnother() {
        String one = api.createProject("one");
        String two = api.createProject("two");
        api.store(one, UploadBody.of(EVENT, SEED_TM, "a"));
        api.store(two, UploadBody.of(EVENT, SEED_TM, "a", "b"));
        assertThat(api.awaitTotal(two, Question.realtime(EVENT), 2).total()).isEqualTo(2);
        assertThat(api.awaitTotal(one, Question.realtime(EVENT), 1).total()).isEqualTo(1);
        assertThat(api.uploads(one, 10).size()).isEqualTo(1);
    }

    private static long startOf(ZoneId zone, LocalDate day) {
        return day.atStartOfDay(zone).toInstant().toEpochMilli();
    }

    private static long startOf(String day) {
        return startOf(SHANGHAI, LocalDate.parse(day));
    }
}
