package io.maidian.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.acceptance.RawConnection.RawAnswer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * The bytes that GrowingIO's own SDKs put on the wire, sent again as they were recorded, for a
 * project that an operator brought along with its id.
 */
final class RecordedRequestsTest {
    private static final String JAVA_AI = "91d3b3a5c0e6f0ab";
    private static final String OTHER_AI = "aaaaaaaaaaaaaaaa";
    private static final Duration SDK_LIMIT = Duration.ofSeconds(2);
    private static final String FRUIT = "水果</b>\"q\"\\ /";
    private static final List<String> UPLOADS =
            List.of(
                    "java-1.0.4-plain",
                    "java-1.0.4-snappy",
                    "java-1.0.8-snappy",
                    "php",
                    "python-json",
                    "python-snappy");

    private static final Map<String, RawAnswer> ANSWERS = new HashMap<>();
    @AutoClose private static MaidianProcess maidian;
    private static Api api;

    @BeforeAll
    static void sendEveryRecordedUpload() throws IOException {
        maidian = MaidianProcess.start(Product.newFolder("recorded"));
        api = maidian.api();
        api.createProject(Map.of("name", "java", "ai", JAVA_AI));
        api.createProject(Map.of("name", "php and python", "ai", OTHER_AI));
        for (String name : UPLOADS) {
            try (RawConnection connection = new RawConnection(maidian.address())) {
                connection.write(recorded(name));
                ANSWERS.put(name, connection.read());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java-1.0.4-plain",
                "java-1.0.4-snappy",
                "java-1.0.8-snappy",
                "php",
                "python-json",
                "python-snappy"
            })
    void everyRecordedUploadIsAnsweredWithExactly200(String name) {
        RawAnswer answer = answer(name);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith("application/json");
        assertThat(answer.json().get("durable").stringValue()).isEqualTo("fsync");
    }

    @Test
    void theSdksProbeIsAnsweredWithExactly200BeforeItsLimitAndOnTheSameConnection()
            throws IOException {
        try (RawConnection connection = new RawConnection(maidian.address())) {
            for (int i = 0; i < 3; i++) {
                long start = System.nanoTime();
                connection.write(recorded("java-1.0.4-probe"));
                RawAnswer answer = connection.read();
                assertThat(answer.status()).isEqualTo(200);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SDK_LIMIT);
                assertThat(answer.header("Location")).isEmpty();
                connection.write("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n");
                assertThat(connection.readHead().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void theProbeOfAClosedConnectionGets200Too() throws IOException {
        try (RawConnection connection = new RawConnection(maidian.address())) {
            connection.write("GET / HTTP/1.0\r\n\r\n");
            assertThat(connection.read().status()).isEqualTo(200);
        }
        try (RawConnection connection = new RawConnection(maidian.address())) {
            connection.write("GET /healthy-check HTTP/1.1\r\nHost: localhost\r\n\r\n");
            RawAnswer answer = connection.read();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo("OK");
        }
    }

    @Test
    void everyEventOfTheRecordingsIsCounted() {
        Question bought = Question.realtime("BuyProduct");
        assertThat(api.awaitTotal(JAVA_AI, bought, 7).total()).isEqualTo(1 + 3 + 3);
        assertThat(api.ask(JAVA_AI, bought.users()).total()).isEqualTo(3);
        assertThat(api.awaitTotal(OTHER_AI, bought, 3).total()).isEqualTo(3);
        assertThat(api.ask(OTHER_AI, bought.users()).total()).isEqualTo(2);
        for (String event : List.of("nullVar", "longVal", "seconds", "negNum")) {
            assertThat(api.awaitTotal(JAVA_AI, Question.realtime(event), 1).total())
                    .as(event)
                    .isEqualTo(1);
        }
        for (String event : List.of("noUser", "braces")) {
            Answer answer = api.ask(JAVA_AI, Question.realtime(event));
            assertThat(answer.total()).as(event).isZero();
            assertThat(answer.emptyReason()).as(event).isEqualTo("event.all_rejected");
        }
    }

    @Test
    void theJavaSdksBadEventsGetTheirCodes() {
        RawAnswer answer = answer("java-1.0.4-snappy");
        assertThat(answer.json().get("received").intValue()).isEqualTo(9);
        assertThat(answer.json().get("accepted").intValue()).isEqualTo(7);
        assertThat(answer.json().get("rejected").intValue()).isEqualTo(2);
        assertThat(outcomes(answer))
                .containsExactly(
                        "3 rejected cs1.missing /3/cs1",
                        "6 warned tm.seconds /6/tm",
                        "8 rejected cs1.forbidden_value /8/cs1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"java-1.0.4-snappy", "java-1.0.8-snappy"})
    void aSnappyBodyIsDecodedToTheLastByte(String name) {
        JsonNode sent =
                Api.JSON.readTree(UploadBody.resource("/requests/" + name + ".decoded.json"));
        int compared = 0;
        for (JsonNode event : uploaded(name).get("events")) {
            JsonNode original = sent.get(event.get("index").intValue());
            if (event.get("outcome").stringValue().equals("rejected")) {
                assertThat(Api.JSON.readTree(event.get("raw").stringValue())).isEqualTo(original);
            } else {
                assertThat(event.get("key")).isEqualTo(original.get("n"));
                assertThat(event.get("user")).isEqualTo(original.get("cs1"));
                assertThat(event.get("variables").toString())
                        .isEqualTo(
                                original.path("var").isMissingNode()
                                        ? "{}"
                                        : original.get("var").toString());
            }
            compared++;
        }
        assertThat(compared).isEqualTo(sent.size());
    }

    @Test
    void theChineseTextAndNumbersOfThePlainUploadsAreKept() {
        JsonNode plain = uploaded("java-1.0.4-plain").requiredAt("/events/0/variables");
        assertThat(plain.get("product_name").stringValue()).isEqualTo("苹果");
        assertThat(plain.get("product_classify").stringValue()).isEqualTo(FRUIT);
        assertThat(plain.get("whole_double").longValue()).isEqualTo(20);
        JsonNode php = uploaded("php").requiredAt("/events/0/variables");
        assertThat(php.get("product_name").stringValue()).isEqualTo("苹果/x");
        assertThat(php.get("amount").stringValue()).isEqualTo("5");
        assertThat(php.get("int").longValue()).isEqualTo(14);
    }

    @ParameterizedTest
    @ValueSource(strings = {"python-json", "python-snappy"})
    void whatPythonSendsBesidesStringsAndNumbersIsLeftOutWithAWarning(String name) {
        assertThat(outcomes(answer(name)))
                .containsExactlyInAnyOrder(
                        "0 warned var.not_a_scalar /0/var/ok",
                        "0 warned var.not_a_scalar /0/var/list",
                        "0 warned var.not_a_scalar /0/var/none");
        JsonNode variables = uploaded(name).requiredAt("/events/0/variables");
        assertThat(variables.propertyNames()).containsExactlyInAnyOrder("product_name", "price");
        assertThat(variables.get("product_name").stringValue()).isEqualTo("苹果");
        assertThat(variables.get("price").doubleValue()).isZero();
    }

    private static RawAnswer answer(String name) {
        RawAnswer answer = ANSWERS.get(name);
        assertThat(answer).as(name).isNotNull();
        return answer;
    }

    /** The upload as the list of uploads shows it. */
    private static JsonNode uploaded(String name) {
        String ai = name.startsWith("java") ? JAVA_AI : OTHER_AI;
        return api.awaitUpload(ai, answer(name).json().get("request_id").stringValue());
    }

    /** What was found, but for what depends on how long ago the recording was made. */
    private static List<String> outcomes(RawAnswer answer) {
        List<String> outcomes = new ArrayList<>(ReceiptTest.outcomes(answer.json().get("results")));
        outcomes.removeIf(line -> line.contains(" stm.implausible "));
        return outcomes;
    }

    private static byte[] recorded(String name) {
        byte[] bytes = UploadBody.bytes("/requests/" + name + ".raw");
        assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).contains("HTTP/1.1\r\n");
        return bytes;
    }
}
