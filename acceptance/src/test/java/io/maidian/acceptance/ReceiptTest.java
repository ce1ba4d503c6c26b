package io.maidian.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * What the sender of an upload is told: the receipt, and each event's outcome with code and
 * pointer.
 */
final class ReceiptTest {
    private static final long TM = 1_506_069_592_985L;

    @AutoClose private static MaidianProcess maidian;
    private static Api api;
    private static String ai;

    @BeforeAll
    static void start() {
        maidian = MaidianProcess.start(Product.newFolder("receipt"));
        api = maidian.api();
        ai = api.createProject("receipts");
    }

    @Test
    void anUploadWithOneGoodEventIs200AndNamesTheBadOnes() {
        Reply reply =
                api.upload(
                        ai,
                        """
                        [{"cs1":"a","tm":1506069592985,"n":"Mixed","t":"cstm"},
                         {"tm":1506069592985,"n":"Mixed","t":"cstm"},
                         {"cs1":"b","tm":1506069592985,"n":"Mixed","t":"cstm","var":{"tags":["x"],"ok":"y"}},
                         {"cs1":"c","tm":1506069592985,"n":"Mixed","t":"page"},
                         {"cs1":"-1","tm":1506069592985,"n":"Mixed","t":"cstm"}]
                        """);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.number("/received")).isEqualTo(5);
        assertThat(reply.number("/accepted")).isEqualTo(2);
        assertThat(reply.number("/duplicate")).isZero();
        assertThat(reply.number("/rejected")).isEqualTo(3);
        assertThat(reply.number("/warned")).isEqualTo(1);
        assertThat(reply.string("/durable")).isEqualTo("fsync");
        assertThat(reply.json().has("error")).isFalse();
        assertThat(outcomes(reply))
                .containsExactlyInAnyOrder(
                        "1 rejected cs1.missing /1/cs1",
                        "2 warned var.not_a_scalar /2/var/tags",
                        "3 rejected t.not_cstm /3/t",
                        "4 rejected cs1.forbidden_value /4/cs1");
        for (JsonNode result : reply.json().get("results")) {
            assertThat(result.get("message").stringValue()).isNotBlank();
            assertThat(result.get("expected").stringValue()).isNotBlank();
        }
        Question mixed = Question.realtime("Mixed");
        assertThat(api.awaitTotal(ai, mixed, 2).total()).isEqualTo(2);

        JsonNode upload = api.awaitUpload(ai, reply.string("/request_id"));
        assertThat(upload.get("received").intValue()).isEqualTo(5);
        assertThat(upload.get("rejected").intValue()).isEqualTo(3);
        assertThat(upload.get("warned").intValue()).isEqualTo(1);
        assertThat(upload.get("events").size()).isEqualTo(5);
        for (JsonNode event : upload.get("events")) {
            if (event.get("outcome").stringValue().equals("rejected")) {
                assertThat(event.get("raw").stringValue()).contains("\"n\":\"Mixed\"");
                assertThat(event.requiredAt("/results/0/code").stringValue()).isNotBlank();
            }
        }
    }

    @Test
    void anUploadOfWhichAllIsRejectedIs400AndStoresNothing() {
        Reply reply =
                api.upload(
                        ai,
                        """
                        [{"cs1":"0","tm":1506069592985,"n":"AllBad","t":"cstm"},
                         {"cs1":"a","n":"AllBad","t":"cstm"},
                         {"cs1":"a","tm":1506069592985,"t":"cstm"},
                         7]
                        """);
        assertThat(reply.status()).as(reply.text()).isEqualTo(400);
        assertThat(reply.number("/received")).isEqualTo(4);
        assertThat(reply.number("/accepted")).isZero();
        assertThat(reply.number("/rejected")).isEqualTo(4);
        assertThat(reply.string("/error/code")).isNotBlank();
        assertThat(reply.string("/error/message")).isNotBlank();
        assertThat(reply.header("X-Retry-Safe")).isEqualTo("true");
        assertThat(outcomes(reply))
                .containsExactly(
                        "0 rejected cs1.forbidden_value /0/cs1",
                        "1 rejected tm.missing /1/tm",
                        "2 rejected n.missing /2/n",
                        "3 rejected event.not_an_object /3");
        api.awaitUpload(ai, reply.string("/request_id"));
        assertThat(api.ask(ai, Question.realtime("AllBad")).total()).isZero();
    }

    @Test
    void everyForbiddenLoginUserIdIsRejected() {
        for (String cs1 : List.of("\"0\"", "\"1\"", "\"-1\"", "\"{user.id}\"", "0", "1", "-1")) {
            assertThat(
                            resultOf(
                                    "{\"cs1\":%s,\"tm\":1506069592985,\"n\":\"E\",\"t\":\"cstm\"}"
                                            .formatted(cs1)))
                    .as("cs1 %s", cs1)
                    .isEqualTo("0 rejected cs1.forbidden_value /0/cs1");
        }
        assertThat(resultOf("{\"cs1\":null,\"tm\":1506069592985,\"n\":\"E\",\"t\":\"cstm\"}"))
                .startsWith("0 rejected cs1.")
                .endsWith(" /0/cs1");
    }

    @Test
    void whatTheProtocolNormalisesIsStoredWithAWarning() {
        Reply reply =
                api.upload(
                        ai,
                        """
                        [{"cs1":9128391,"tm":"1506069592985","n":" Normal ","var":[]},
                         {"cs1":"a","tm":1506069592,"n":"Normal","t":"cstm","var":null},
                         {"cs1":"b","tm":1.506069592985E12,"n":"Normal","t":"cstm","var":{"whole":9007199254740993,"part":0.1}}]
                        """);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.number("/accepted")).isEqualTo(3);
        assertThat(outcomes(reply)).allMatch(line -> line.contains(" warned "));
        assertThat(outcomes(reply))
                .contains(
                        "0 warned n.trimmed /0/n",
                        "0 warned t.missing /0/t",
                        "1 warned tm.seconds /1/tm")
                .noneMatch(line -> line.startsWith("2 "));
        JsonNode upload = api.awaitUpload(ai, reply.string("/request_id"));
        for (JsonNode event : upload.get("events")) {
            assertThat(event.get("key").stringValue()).isEqualTo("Normal");
            assertThat(event.get("event_time").longValue())
                    .isEqualTo(event.get("index").intValue() == 1 ? 1_506_069_592_000L : TM);
            if (event.get("index").intValue() == 2) {
                assertThat(event.get("variables").toString())
                        .isEqualTo("{\"whole\":9007199254740993,\"part\":0.1}");
            }
            if (event.get("index").intValue() == 0) {
                assertThat(event.get("user").stringValue()).isEqualTo("9128391");
            }
        }
    }

    @Test
    void aBodyInGbkIsReadAsWhatItSays() {
        String json =
                "[{\"cs1\":\"a\",\"tm\":1506069592985,\"n\":\"Gbk\",\"t\":\"cstm\",\"var\":{\"product_name\":\"苹果\"}}]";
        Reply reply = api.upload(ai, json.getBytes(Charset.forName("GBK")), Map.of());
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        JsonNode upload = api.awaitUpload(ai, reply.string("/request_id"));
        assertThat(upload.requiredAt("/events/0/variables/product_name").stringValue())
                .isEqualTo("苹果");
    }

    @Test
    void anEmptyArrayIs200AndABareObjectCountsAsOneEvent() {
        Reply nothing = api.upload(ai, "[]");
        assertThat(nothing.status()).as(nothing.text()).isEqualTo(200);
        assertThat(nothing.number("/received")).isZero();

        Reply one =
                api.upload(
                        ai, "{\"cs1\":\"a\",\"tm\":1506069592985,\"n\":\"Bare\",\"t\":\"cstm\"}");
        assertThat(one.status()).as(one.text()).isEqualTo(200);
        assertThat(one.number("/accepted")).isEqualTo(1);
        assertThat(resultOf("{\"cs1\":\"1\",\"tm\":1506069592985,\"n\":\"Bare\",\"t\":\"cstm\"}"))
                .isEqualTo("0 rejected cs1.forbidden_value /0/cs1");
    }

    @Test
    void theSendingTimeMayBeMissingInSecondsOrAfterATrailingSlash() {
        String event = "{\"cs1\":\"a\",\"tm\":1506069592985,\"n\":\"Stm\",\"t\":\"cstm\"}";
        long now = System.currentTimeMillis();
        for (String tail : List.of("", "/", "?stm=" + now, "/?stm=" + now, "?stm=" + now / 1000)) {
            Reply reply =
                    api.send(
                            api.request("/v3/" + ai + "/s2s/cstm" + tail)
                                    .POST(HttpRequest.BodyPublishers.ofString(event)));
            assertThat(reply.status()).as("%s: %s", tail, reply.text()).isEqualTo(200);
            assertThat(reply.number("/warned")).as("%s: %s", tail, reply.text()).isZero();
        }
    }

    @Test
    void messagesFollowTheLanguageAndCodesDoNot() {
        byte[] bad =
                "[{\"cs1\":\"1\",\"tm\":1,\"n\":\"E\",\"t\":\"cstm\"}]"
                        .getBytes(StandardCharsets.UTF_8);
        JsonNode zh =
                api.upload(ai, bad, Map.of("Accept-Language", "zh-CN,zh;q=0.9,en;q=0.8")).json();
        JsonNode en = api.upload(ai, bad, Map.of("Accept-Language", "en-US,en;q=0.9")).json();
        assertThat(zh.requiredAt("/results/0/message").stringValue()).matches("(?s).*\\p{IsHan}.*");
        assertThat(en.requiredAt("/results/0/message").stringValue())
                .doesNotMatch("(?s).*\\p{IsHan}.*");
        assertThat(zh.requiredAt("/error/message").stringValue()).matches("(?s).*\\p{IsHan}.*");
        assertThat(en.requiredAt("/error/message").stringValue())
                .doesNotMatch("(?s).*\\p{IsHan}.*");
        assertThat(zh.requiredAt("/results/0/code")).isEqualTo(en.requiredAt("/results/0/code"));
    }

    @Test
    void aBatchOfTwoThousandEventsAndNearlyFourMegabytesIsTaken() {
        List<Map<String, Object>> events = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            Map<String, Object> event = UploadBody.event("Batch", "user-" + i, TM);
            event.put(
                    "var",
                    Map.of("a", "果".repeat(250), "b", "x".repeat(250), "c", "果".repeat(250)));
            events.add(event);
        }
        UploadBody batch = UploadBody.of(events);
        assertThat(batch.json().getBytes(StandardCharsets.UTF_8).length)
                .isBetween(3_500_000, 4 << 20);
        api.store(ai, batch);
        assertThat(api.awaitTotal(ai, Question.realtime("Batch").users(), 2000).total())
                .isEqualTo(2000);
    }

    @Test
    void atMostAHundredResultsAreListedAndTheReceiptSaysSo() {
        String bad = "{\"cs1\":\"1\",\"tm\":1506069592985,\"n\":\"Many\",\"t\":\"cstm\"}";
        Reply reply = api.upload(ai, "[" + (bad + ",").repeat(149) + bad + "]");
        assertThat(reply.number("/rejected")).isEqualTo(150);
        assertThat(reply.json().get("results").size()).isEqualTo(100);
        assertThat(reply.json().get("truncated").booleanValue()).isTrue();
    }

    private static String resultOf(String event) {
        Reply reply = api.upload(ai, event);
        assertThat(outcomes(reply)).as(reply.text()).hasSize(1);
        return outcomes(reply).get(0);
    }

    /** Each result as index, outcome, code and pointer. */
    static List<String> outcomes(Reply reply) {
        return outcomes(reply.json().get("results"));
    }

    static List<String> outcomes(JsonNode results) {
        List<String> lines = new ArrayList<>();
        for (JsonNode result : results) {
            lines.add(
                    String.join(
                            " ",
                            Integer.toString(result.get("index").intValue()),
                            result.get("outcome").stringValue(),
                            result.get("code").stringValue(),
                            result.get("pointer").stringValue()));
        }
        return lines;
    }
}
