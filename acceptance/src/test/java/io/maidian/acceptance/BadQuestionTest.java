package io.maidian.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** A question or a declaration that cannot be taken is 400 and says by code and pointer where. */
final class BadQuestionTest {
    @AutoClose private static MaidianProcess maidian;
    private static Api api;
    private static String ai;

    @BeforeAll
    static void start() {
        maidian = MaidianProcess.start(Product.newFolder("bad-question"));
        api = maidian.api();
        ai = api.createProject("bad questions");
    }

    /** Each line: the fields that are set besides kind trend and event E, the code, the pointer. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"interval\":\"week\"}|body.bad_value|/interval",
                "{\"interval\":1}|body.bad_value|/interval",
                "{\"target\":\"everyone\"}|body.bad_value|/target",
                "{\"measure\":\"median\"}|body.bad_value|/measure",
                "{\"measure\":\"sum\"}|body.bad_value|/variable",
                "{\"variable\":\"price\"}|body.bad_value|/variable",
                "{\"time\":\"sent\"}|body.bad_value|/time",
                "{\"kind\":\"funnel\"}|body.bad_value|/kind",
                "{\"kind\":null}|body.bad_value|/kind",
                "{\"event\":\"\"}|body.bad_value|/event",
                "{\"event\":null}|body.bad_value|/event",
                "{\"event\":7}|body.bad_value|/event",
                "{\"from\":2000,\"to\":1000}|query.bad_range|/to",
                "{\"from\":1000,\"to\":1000}|query.bad_range|/to",
                "{\"from\":1000}|query.bad_range|/to",
                "{\"to\":1000}|query.bad_range|/from",
                "{\"from\":\"2015-01-01\",\"to\":\"2016-01-01\"}|query.bad_range|/from",
                "{\"from\":1,\"to\":9223372036854775807}|query.bad_range|/to",
                "{\"last\":0}|query.bad_range|/last",
                "{\"last\":60000,\"from\":0,\"to\":1}|query.bad_range|/last",
                "{\"interval\":\"minute\",\"from\":0,\"to\":600060000}|query.too_many_buckets|/interval",
                "{\"evnet\":\"E\"}|body.unknown_field|/evnet",
            })
    void aQuestionThatCannotBeAskedIs400WithCodeAndPointer(
            String fields, String code, String pointer) {
        assertProblem(api.post("/api/projects/" + ai + "/query", question(fields)), code, pointer);
    }

    @Test
    void tenThousandBucketsAreAnswered() {
        Reply reply =
                api.post(
                        "/api/projects/" + ai + "/query",
                        question("{\"interval\":\"minute\",\"from\":0,\"to\":600000000}"));
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    }

    @Test
    void aChartOfABadQuestionIsNotSaved() {
        Reply reply =
                api.post(
                        "/api/projects/" + ai + "/charts",
                        Map.of("name", "bad", "query", question("{\"interval\":\"week\"}")));
        assertProblem(reply, "body.bad_value", "/query/interval");
        assertThat(api.get("/api/projects/" + ai + "/charts").json().size()).isZero();
    }

    @Test
    void aBadZoneNameOrIdOfAProjectIs400() {
        assertProblem(
                project(Map.of("name", "p", "timezone", "Mars/Olympus")),
                "project.bad_timezone",
                "/timezone");
        assertProblem(project(Map.of("name", "")), "body.bad_value", "/name");
        assertProblem(project(Map.of("timezone", "UTC")), "body.bad_value", "/name");
        assertProblem(project(Map.of("name", "x".repeat(101))), "body.bad_value", "/name");
        assertProblem(project(Map.of("name", "p", "ai", "a/b")), "body.bad_value", "/ai");
    }

    @Test
    void aProjectsIdIsTakenOnlyOnce() {
        assertThat(project(Map.of("name", "one", "ai", "taken")).status()).isEqualTo(201);
        Reply again = project(Map.of("name", "two", "ai", "taken"));
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.string("/error/code")).isEqualTo("project.exists");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}|/key",
                "{\"key\":\"k\",\"variables\":[{\"key\":\"v\",\"type\":\"Date\"}]}|/variables/0/type",
                "{\"key\":\"k\",\"variables\":[{\"type\":\"Int\"}]}|/variables/0/key",
                "{\"key\":\"k\",\"variables\":[{\"key\":\"v\",\"type\":\"Int\"},{\"key\":\"v\",\"type\":\"Int\"}]}|/variables",
                "{\"key\":\"k\",\"variables\":{}}|/variables",
            })
    void aBadDeclarationIs400WithPointer(String declaration, String pointer) {
        Reply reply = api.post("/api/projects/" + ai + "/events", Api.JSON.readTree(declaration));
        assertProblem(reply, "body.bad_value", pointer);
        assertThat(api.events(ai).size()).isZero();
    }

    @Test
    void theLimitOfTheUploadListIsFromOneToTwoHundred() {
        for (String limit : List.of("0", "201", "-1", "x", "99999999999")) {
            Reply reply = api.get("/api/projects/" + ai + "/uploads?limit=" + limit);
            assertThat(reply.status()).as(limit).isEqualTo(400);
            assertThat(reply.string("/error/pointer")).isEqualTo("limit");
        }
    }

    @Test
    void whatDoesNotExistIs404() {
        assertThat(api.get("/api/projects/" + ai + "/charts/nothing").status()).isEqualTo(404);
        assertThat(
                        api.send(api.signed("/api/projects/" + ai + "/charts/nothing").DELETE())
                                .status())
                .isEqualTo(404);
    }

    private static ObjectNode question(String fields) {
        Map<String, Object> all = new LinkedHashMap<>(Map.of("kind", "trend", "event", "E"));
        ObjectNode question = Api.JSON.valueToTree(all);
        question.setAll((ObjectNode) Api.JSON.readTree(fields));
        return question;
    }

    private static Reply project(Map<String, String> fields) {
        return api.post("/api/projects", fields);
    }

    private static void assertProblem(Reply reply, String code, String pointer) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(400);
        assertThat(reply.string("/error/code")).as(reply.text()).isEqualTo(code);
        assertThat(reply.string("/error/pointer")).as(reply.text()).isEqualTo(pointer);
        assertThat(reply.string("/error/message")).isNotBlank();
    }
}
