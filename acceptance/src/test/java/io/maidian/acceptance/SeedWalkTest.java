package io.maidian.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * The page that GrowingIO wrote for its upload API: its debugging walk, its two bodies, its
 * question and answer. All on its own data.
 */
final class SeedWalkTest {
    private static final String EVENT = "BuyProduct";
    private static final long SEED_TM = 1_434_556_935_000L;
    private static final ZoneId SHANGHAI = ZoneId.of("Asia/Shanghai");
    private static final Question IN_2015 =
            Question.trend(EVENT).between(startOf("2015-01-01"), startOf("2016-01-01"));

    @AutoClose private static MaidianProcess maidian;
    private static Api api;

    @BeforeAll
    static void start() {
        maidian = MaidianProcess.start(Product.newFolder("seed"));
        api = maidian.api();
    }

    @Test
    void theDebuggingWalkWorksAsWritten() {
        String ai = maidian.demoAi();

        // 1. Create the custom event and its variables.
        Reply declared =
                api.post(
                        "/api/projects/" + ai + "/events",
                        Map.of(
                                "key",
                                EVENT,
                                "name",
                                "购买商品",
                                "variables",
                                List.of(
                                        variable("product_name", "商品名称", "String"),
                                        variable("product_classify", "商品分类", "String"),
                                        variable("product_price", "商品价格", "Int"))));
        assertThat(declared.status()).as(declared.text()).isEqualTo(201);
        JsonNode before = event(ai, EVENT);
        assertThat(before.get("declared").booleanValue()).isTrue();
        assertThat(before.get("count").longValue()).isZero();
        assertThat(before.get("last_received").isNull()).isTrue();

        // 2. Upload one event, and see 200.
        long sent = System.currentTimeMillis();
        Reply one = api.upload(ai, UploadBody.SEED_ONE.json());
        assertThat(one.status()).as(one.text()).isEqualTo(200);
        assertThat(one.header("Content-Type")).startsWith("application/json");
        assertReceipt(one, 1);

        // 3. Create a real-time chart of it.
        Reply chart =
                api.post(
                        "/api/projects/" + ai + "/charts",
                        Map.of("name", "购买", "query", Question.realtime(EVENT).fields()));
        assertThat(chart.status()).as(chart.text()).isEqualTo(201);
        assertThat(
                        api.get("/api/projects/" + ai + "/charts/" + chart.string("/id"))
                                .string("/name"))
                .isEqualTo("购买");

        // 4. See the number.
        Answer shown = api.awaitTotal(ai, Question.realtime(EVENT), 1);
        assertThat(shown.total()).isEqualTo(1);
        assertThat(shown.emptyReason()).isNull();
        assertThat(shown.points()).hasSize(1);
        long bucket = shown.points().keySet().iterator().next();
        assertThat(bucket).isBetween(sent / 60_000 * 60_000, System.currentTimeMillis());
        assertThat(bucket % 60_000).isZero();

        assertReceipt(api.upload(ai, UploadBody.SEED_THREE.json()), 3);
        assertThat(api.awaitTotal(ai, Question.realtime(EVENT), 4).total()).isEqualTo(4);
        assertThat(api.ask(ai, Question.realtime(EVENT).users()).total()).isEqualTo(1);

        JsonNode after = event(ai, EVENT);
        assertThat(after.get("name").stringValue()).isEqualTo("购买商品");
        assertThat(after.get("count").longValue()).isEqualTo(4);
        assertThat(after.get("first_received").longValue()).isGreaterThanOrEqualTo(sent);
        assertThat(names(after.get("variables")))
                .containsExactly("product_name", "product_classify", "product_price");
    }

    @Test
    void threeIdenticalEventsOfOneUploadAreThree() {
        String ai = api.createProject("three");
        assertReceipt(api.upload(ai, UploadBody.SEED_THREE.json()), 3);
        assertThat(api.awaitTotal(ai, Question.realtime(EVENT), 3).total()).isEqualTo(3);
        JsonNode upload = api.uploads(ai, 10).get(0);
        assertThat(upload.get("accepted").longValue()).isEqualTo(3);
        for (JsonNode event : upload.get("events")) {
            assertThat(event.get("outcome").stringValue()).isEqualTo("accepted");
            assertThat(event.get("user").stringValue()).isEqualTo("9128391");
            assertThat(event.get("variables").get("product_name").stringValue()).isEqualTo("苹果");
            assertThat(event.get("variables").get("product_price").longValue()).isEqualTo(14);
        }
    }

    @Test
    void whatArrivesUndeclaredIsListedWithItsVariablesTypes() {
        String ai = api.createProject("found");
        api.store(ai, UploadBody.SEED_ONE);
        api.awaitTotal(ai, Question.realtime(EVENT), 1);
        JsonNode found = event(ai, EVENT);
        assertThat(found.get("declared").booleanValue()).isFalse();
        assertThat(names(found.get("variables")))
                .containsExactlyInAnyOrder("product_name", "product_classify", "product_price");
        for (JsonNode variable : found.get("variables")) {
            boolean price = variable.get("key").stringValue().equals("product_price");
            assertThat(variable.get("type").stringValue()).isEqualTo(price ? "Int" : "String");
        }
    }

    @Test
    void targetUsersAreAllLoginUsersUnlessOneOfTheFourGroupsIsChosen() {
        String ai = api.createProject("groups");
        api.store(ai, UploadBody.SEED_ONE);
        Answer byDefault = api.awaitTotal(ai, Question.realtime(EVENT), 1);
        assertThat(byDefault.total()).isEqualTo(1);
        assertThat(api.ask(ai, Question.realtime(EVENT).target("all_login_users")).total())
                .isEqualTo(1);
        assertThat(api.ask(ai, Question.realtime(EVENT).target("new_login_users")).total())
                .isEqualTo(1);
        for (String group : List.of("all_visit_users", "new_visit_users")) {
            Answer visitors = api.ask(ai, Question.realtime(EVENT).target(group));
            assertThat(visitors.total()).isZero();
            assertThat(visitors.points()).isEmpty();
            assertThat(visitors.emptyReason()).isEqualTo("target.visit_users");
        }
    }

    @Test
    void anEmptyVisitUserChartSaysInTheReadersLanguageToChooseAllLoginUsers() {
        String ai = api.createProject("words");
        api.store(ai, UploadBody.SEED_ONE);
        api.awaitTotal(ai, Question.realtime(EVENT), 1);
        Question visitors = Question.realtime(EVENT).target("all_visit_users");
        assertThat(queryIn("zh-CN", ai, visitors).emptyMessage()).contains("全部登录用户");
        assertThat(queryIn("en-US", ai, visitors).emptyMessage())
                .containsIgnoringCase("all login users");
    }

    @Test
    void theSeedsEventsOf2015AreFoundByEventTimeInTheProjectsZone() {
        String ai = api.createProject("2015");
        api.store(ai, UploadBody.SEED_THREE);
        Answer days = api.awaitTotal(ai, IN_2015, 3);
        assertThat(days.points()).containsExactly(Map.entry(startOf("2015-06-18"), 3L));
        assertThat(api.ask(ai, IN_2015.with("interval", "hour")).points())
                .containsExactly(Map.entry(startOf("2015-06-18"), 3L));
        Question thatDay =
                IN_2015.between(startOf("2015-06-18"), startOf("2015-06-19"))
                        .with("interval", "minute");
        assertThat(api.ask(ai, thatDay).points())
                .containsExactly(Map.entry(SEED_TM / 60_000 * 60_000, 3L));

        String utc = api.createProject(Map.of("name", "utc", "timezone", "UTC"));
        api.store(utc, UploadBody.SEED_THREE);
        assertThat(api.awaitTotal(utc, IN_2015, 3).points())
                .containsExactly(
                        Map.entry(Instant.parse("2015-06-17T00:00:00Z").toEpochMilli(), 3L));
    }

    @Test
    void aTrendOfThisWeekSaysWhereTheEventsOf2015Are() {
        String ai = api.createProject("nearest");
        api.store(ai, UploadBody.SEED_ONE);
        api.awaitTotal(ai, IN_2015, 1);
        Answer thisWeek = api.ask(ai, Question.trend(EVENT));
        assertThat(thisWeek.total()).isZero();
        assertThat(thisWeek.emptyReason()).isEqualTo("range.no_events");
        assertThat(thisWeek.json().requiredAt("/empty_reason/nearest").longValue())
                .isEqualTo(SEED_TM);
        assertThat(api.ask(ai, Question.trend(EVENT).with("time", "received")).total())
                .isEqualTo(1);
    }

    @Test
    void anEventNeverSeenIsAnEmptyAnswerThatSaysSo() {
        String ai = api.createProject("unseen");
        Answer answer = api.ask(ai, Question.realtime("Nobody"));
        assertThat(answer.total()).isZero();
        assertThat(answer.emptyReason()).isEqualTo("event.never_received");
    }

    @Test
    void anEventOfWhichAllWereRejectedSaysForWhichReasons() {
        String ai = api.createProject("rejected");
        Reply reply = api.upload(ai, UploadBody.of(EVENT, SEED_TM, "-1", "a:b").json());
        assertThat(reply.status()).isEqualTo(400);
        Answer answer =
                api.await(
                        ai,
                        Question.realtime(EVENT),
                        a -> "event.all_rejected".equals(a.emptyReason()));
        List<String> codes = new ArrayList<>();
        for (JsonNode rejection : answer.json().requiredAt("/empty_reason/rejections")) {
            codes.add(rejection.get("code").stringValue());
            assertThat(rejection.get("count").longValue()).isEqualTo(1);
            assertThat(rejection.get("message").stringValue()).isNotBlank();
        }
        assertThat(codes).containsExactlyInAnyOrder("cs1.forbidden_value", "cs1.colon");
    }

    private static void assertReceipt(Reply reply, int count) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        JsonNode receipt = reply.json();
        assertThat(receipt.get("request_id").stringValue()).isNotBlank();
        assertThat(receipt.get("received").intValue()).isEqualTo(count);
        assertThat(receipt.get("accepted").intValue()).isEqualTo(count);
        assertThat(receipt.get("duplicate").intValue()).isZero();
        assertThat(receipt.get("rejected").intValue()).isZero();
        assertThat(receipt.get("warned").intValue()).as(reply.text()).isZero();
        assertThat(receipt.get("durable").stringValue()).isEqualTo("fsync");
        assertThat(receipt.get("results").isArray()).isTrue();
        assertThat(receipt.get("results").size()).isZero();
    }

    private static Answer queryIn(String language, String ai, Question question) {
        Reply reply =
                api.send(
                        api.signed("/api/projects/" + ai + "/query")
                                .header("Content-Type", "application/json")
                                .header("Accept-Language", language)
                                .POST(
                                        java.net.http.HttpRequest.BodyPublishers.ofString(
                                                Api.JSON.writeValueAsString(question.fields()))));
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return Answer.of(reply.json());
    }

    private static Map<String, String> variable(String key, String name, String type) {
        return Map.of("key", key, "name", name, "type", type);
    }

    private static JsonNode event(String ai, String key) {
        for (JsonNode event : api.events(ai)) {
            if (event.get("key").stringValue().equals(key)) {
                return event;
            }
        }
        throw new AssertionError(key + " is not among " + api.events(ai));
    }

    private static List<String> names(JsonNode variables) {
        return StreamSupport.stream(variables.spliterator(), false)
                .map(variable -> variable.get("key").stringValue())
                .toList();
    }

    private static long startOf(String day) {
        return LocalDate.parse(day).atStartOfDay(SHANGHAI).toInstant().toEpochMilli();
    }
}
