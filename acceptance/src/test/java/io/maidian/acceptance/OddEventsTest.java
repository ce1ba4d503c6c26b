package io.maidian.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * Events that are right by the contract and odd all the same: they are kept as they came, and none
 * stops those that come after it.
 */
final class OddEventsTest {
    private static final long TM = 1_506_069_592_985L;
    private static final String LONG_KEY = "😀".repeat(255);

    @AutoClose private static MaidianProcess maidian;
    private static Api api;

    @BeforeAll
    static void start() {
        maidian = MaidianProcess.start(Product.newFolder("odd"));
        api = maidian.api();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "'; DROP TABLE events; --",
                "\"quoted\" \\ back",
                "$.x[0] $1 %s {}",
                "tab\tnew\nline\r",
                "\u0000null\u0000",
                "\u0001\u001f\u007f\u0085\u2028\ufeff",
                "苹果 é 👩‍👩‍👧‍👦",
                "NULL",
                "../../etc/passwd",
                "<script>alert(1)</script>",
            })
    void anOddTextIsKeptWhereverItStands(String text) {
        String ai = api.createProject("odd");
        String key = "k" + text + "k";
        Map<String, Object> event = UploadBody.event(key, "u" + text.replace(":", "") + "u", TM);
        event.put("var", Map.of("v" + text + "v", text + "!"));
        api.store(ai, UploadBody.of(List.of(event)));
        api.store(ai, UploadBody.of("After", TM, "next"));

        api.awaitTotal(ai, Question.realtime("After"), 1);
        assertThat(api.awaitTotal(ai, Question.realtime(key), 1).total()).isEqualTo(1);
        assertThat(api.ask(ai, Question.realtime(key).users()).total()).isEqualTo(1);
        JsonNode shown = api.uploads(ai, 2).get(1).requiredAt("/events/0");
        assertThat(shown.get("key").stringValue()).isEqualTo(key);
        assertThat(shown.get("user").stringValue()).isEqualTo(event.get("cs1"));
        assertThat(shown.get("variables").get("v" + text + "v").stringValue())
                .isEqualTo(text + "!");
        List<String> keys = new ArrayList<>();
        api.events(ai).forEach(each -> keys.add(each.get("key").stringValue()));
        assertThat(keys).containsExactlyInAnyOrder(key, "After");
    }

    @Test
    void lengthsAreCountedInCharactersAndTheLongestAreTaken() {
        String ai = api.createProject("long");
        Map<String, Object> event = UploadBody.event(LONG_KEY, "😀".repeat(255), TM);
        event.put("var", Map.of(LONG_KEY, "😀".repeat(255)));
        api.store(ai, UploadBody.of(List.of(event)));
        assertThat(api.awaitTotal(ai, Question.realtime(LONG_KEY), 1).total()).isEqualTo(1);

        Reply tooLong =
                api.upload(
                        ai,
                        UploadBody.of(
                                        List.of(
                                                UploadBody.event(LONG_KEY + "x", "a", TM),
                                                UploadBody.event("E", "x".repeat(256), TM)))
                                .json());
        assertThat(ReceiptTest.outcomes(tooLong))
                .containsExactly("0 rejected n.too_long /0/n", "1 rejected cs1.too_long /1/cs1");
    }

    @Test
    void aHundredVariablesAreKeptAndTheRestLeftOutWithAWarning() {
        String ai = api.createProject("many");
        Map<String, Object> variables = new LinkedHashMap<>();
        for (int i = 0; i < 150; i++) {
            variables.put("v" + i, i % 2 == 0 ? "text " + i : i);
        }
        Map<String, Object> event = UploadBody.event("Many", "a", TM);
        event.put("var", variables);
        Reply reply = api.upload(ai, UploadBody.of(List.of(event)).json());
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.number("/warned")).isEqualTo(1);
        JsonNode upload = api.awaitUpload(ai, reply.string("/request_id"));
        assertThat(upload.requiredAt("/events/0/variables").size()).isEqualTo(100);
    }

    @Test
    void oddNumbersAreKeptExactlyOrWithAWarning() {
        String ai = api.createProject("numbers");
        Reply reply =
                api.upload(
                        ai,
                        """
                        [{"cs1":"a","tm":1506069592985,"n":"Numbers","t":"cstm","var":{
                          "max":9223372036854775807,"min":-9223372036854775808,"tenth":0.1,"tiny":4.9E-324,
                          "zero":-0.0,"huge":1e400,"big":18446744073709551616,"pi":3.14159265358979323846264338327950288}}]
                        """);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(ReceiptTest.outcomes(reply))
                .contains(
                        "0 warned number.out_of_range /0/var/huge",
                        "0 warned number.inexact /0/var/pi")
                .allMatch(line -> line.startsWith("0 warned number."));
        JsonNode kept =
                api.awaitUpload(ai, reply.string("/request_id")).requiredAt("/events/0/variables");
        assertThat(kept.get("max").longValue()).isEqualTo(Long.MAX_VALUE);
        assertThat(kept.get("min").longValue()).isEqualTo(Long.MIN_VALUE);
        assertThat(kept.get("tenth").toString()).isEqualTo("0.1");
        assertThat(kept.get("tiny").doubleValue()).isEqualTo(Double.MIN_VALUE);
        assertThat(kept.has("huge")).isFalse();
        assertThat(kept.get("pi").doubleValue()).isEqualTo(Math.PI);
    }

    @Test
    void oneVariableMayBeTextInOneEventAndANumberInAnother() {
        String ai = api.createProject("mixed");
        Reply reply =
                api.upload(
                        ai,
                        """
                        [{"cs1":"a","tm":1506069592985,"n":"Mixed","t":"cstm","var":{"x":"text"}},
                         {"cs1":"a","tm":1506069592985,"n":"Mixed","t":"cstm","var":{"x":1}},
                         {"cs1":"a","tm":1506069592985,"n":"Mixed","t":"cstm","var":{"x":0.5}}]
                        """);
        assertThat(reply.number("/accepted")).as(reply.text()).isEqualTo(3);
        api.awaitTotal(ai, Question.realtime("Mixed"), 3);
        JsonNode variable = api.events(ai).requiredAt("/0/variables/0");
        List<String> seen = new ArrayList<>();
        variable.get("seen").forEach(type -> seen.add(type.stringValue()));
        // Its numbers have one type: Int only while all of them are whole.
        assertThat(seen).containsExactlyInAnyOrder("String", "Double");
        List<String> values = new ArrayList<>();
        for (JsonNode event : api.awaitUpload(ai, reply.string("/request_id")).get("events")) {
            values.add(event.get("variables").get("x").toString());
        }
        assertThat(values).containsExactly("\"text\"", "1", "0.5");
    }

    @Test
    void halfASurrogatePairBecomesTheReplacementCharacterWithAWarning() {
        String ai = api.createProject("surrogates");
        Reply reply =
                api.upload(
                        ai,
                        "[{\"cs1\":\"a\",\"tm\":1506069592985,\"n\":\"Half\",\"t\":\"cstm\",\"var\":{\"x\":\"a\\ud83d\"}}]");
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(ReceiptTest.outcomes(reply))
                .containsExactly("0 warned text.unpaired_surrogate /0/var/x");
        JsonNode upload = api.awaitUpload(ai, reply.string("/request_id"));
        assertThat(upload.requiredAt("/events/0/variables/x").stringValue()).isEqualTo("a\ufffd");
    }

    @Test
    void aKeyThatComesTwiceTakesItsLastValueWithAWarning() {
        String ai = api.createProject("twice");
        Reply reply =
                api.upload(
                        ai,
                        "[{\"cs1\":\"a\",\"cs1\":\"b\",\"tm\":1506069592985,\"n\":\"Twice\",\"t\":\"cstm\",\"var\":{\"x\":1,\"x\":2}}]");
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(ReceiptTest.outcomes(reply))
                .containsExactlyInAnyOrder(
                        "0 warned key.repeated /0/cs1", "0 warned key.repeated /0/var/x");
        JsonNode event = api.awaitUpload(ai, reply.string("/request_id")).requiredAt("/events/0");
        assertThat(event.get("user").stringValue()).isEqualTo("b");
        assertThat(event.requiredAt("/variables/x").intValue()).isEqualTo(2);
    }

    @Test
    void timesAtTheEdgesOfTheRangeAreCounted() {
        String ai = api.createProject("times");
        long endOf9999 = 253_402_300_799_999L;
        Reply reply =
                api.upload(
                        ai,
                        """
                        [{"cs1":"a","tm":100000000000,"n":"Edge","t":"cstm"},
                         {"cs1":"a","tm":1,"n":"Edge","t":"cstm"},
                         {"cs1":"a","tm":%d,"n":"Edge","t":"cstm"},
                         {"cs1":"a","tm":-1,"n":"Edge","t":"cstm"},
                         {"cs1":"a","tm":1e300,"n":"Edge","t":"cstm"}]
                        """
                                .formatted(endOf9999));
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(ReceiptTest.outcomes(reply))
                .containsExactly(
                        "1 warned tm.seconds /1/tm",
                        "2 warned tm.future /2/tm",
                        "3 rejected tm.out_of_range /3/tm",
                        "4 rejected tm.out_of_range /4/tm");
        assertThat(api.awaitTotal(ai, Question.realtime("Edge"), 3).total()).isEqualTo(3);
    }
}
