package io.maidian.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.intake.BodyDecoder.Decoded;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ElementScannerTest {
    private static final int BODIES = 60_000;
    private static final IntakeLimits SMALL = new IntakeLimits(4 << 20, 4 << 20, 6, 5, 3, 20);
    private static final List<String> PIECES =
            List.of(
                    "[",
                    "]",
                    "{",
                    "}",
                    ",",
                    ":",
                    " ",
                    "\n",
                    "\t",
                    "\"",
                    "\\",
                    "null",
                    "true",
                    "false",
                    "-",
                    "0",
                    "00",
                    "01",
                    "1",
                    "-1",
                    "1.5",
                    "1.",
                    ".5",
                    "1e3",
                    "1.5E-3",
                    "-0",
                    "-0.0",
                    "123456789012345678",
                    "9223372036854775808",
                    "0.12345678901234567890",
                    "NaN",
                    "\"n\":",
                    "\"cs1\":\"u\"",
                    "\"var\":{",
                    "\"var\":[]",
                    "\"var\":null",
                    "\"a\\\"b\"",
                    "\"\\u82f9\\ud83d\\ude00\"",
                    "\"\\ud800\"",
                    "\"\\u00g0\"",
                    "\"\\x\"",
                    "\"苹果😀\"",
                    "\"\u0001\"",
                    "\"\u007f\"",
                    "[[[[[[",
                    "{\"a\":{\"b\":1}}",
                    "\"tm\":1795431440000");

    private final Random random = new Random(20_261_201);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                " [ ] \n",
                "[{}]",
                "[{\"cs1\":\"9128391\",\"tm\":1795431440000,\"t\":\"cstm\",\"n\":\"BuyProduct\",\"var\":{\"product_name\":\"苹果\",\"product_price\":14.50,\"new\":true,\"none\":null}}]",
                "[{\"cs1\": \"9128391\", \"tm\": 1795431440000, \"n\": \"Buy\", \"var\": {\"name\": \"\\u82f9\\u679c\", \"path\": \"a\\/b\"}}, {\"n\": \"Buy\"}]\n",
                "[\n  {\n    \"cs1\" : \"u\",\n\t\"unknown\" : -3\r\n  }\n]"
            })
    void whatSdksSendIsNotLeftToTheParser(String body) {
        Decoded decoded = decoded(body);

        assertThat(new ElementScanner(IntakeLimits.DEFAULTS, decoded).read(_ -> {})).isTrue();
        assertThat(new Read(IntakeLimits.DEFAULTS, decoded, true))
                .usingRecursiveComparison()
                .isEqualTo(new Read(IntakeLimits.DEFAULTS, decoded, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[",
                "[{]",
                "[{}",
                "[{},]",
                "[{}]x",
                "[{}{}]",
                "[1]",
                "[{\"n\":1,}]",
                "[{\"n\"}]",
                "[{\"n\":}]",
                "[{\"n\":01}]",
                "[{\"n\":1.}]",
                "[{\"n\":1e1}]",
                "[{\"n\":nul}]",
                "[{\"n\":nullx}]",
                "[{\"n\":\"a\u0001\"}]",
                "[{\"n\":\"a\\x\"}]",
                "[{\"n\":\"a]",
                "[{\"n\":{}}]",
                "[{\"n\":[]}]",
                "[{\"var\":{\"a\":{}}}]",
                "[{n:1}]"
            })
    void allElseIsLeftToTheParser(String body) {
        assertThat(new ElementScanner(IntakeLimits.DEFAULTS, decoded(body)).read(_ -> {}))
                .isFalse();
    }

    @Test
    void everyBodyIsReadAsAJsonParserReadsIt() {
        int whole = 0;
        for (int i = 0; i < BODIES; i++) {
            BodyDecoder.Body body = Charsets.utf8(decoded(body()), 1 << 20);
            if (body instanceof Decoded decoded) {
                IntakeLimits limits = random.nextBoolean() ? SMALL : IntakeLimits.DEFAULTS;
                Read found = new Read(limits, decoded, true);
                Read expected = new Read(limits, decoded, false);
                assertThat(found.outcome).isEqualTo(expected.outcome);
                assertThat(found.events).isEqualTo(expected.events);
                whole += new ElementScanner(limits, decoded).read(_ -> {}) ? 1 : 0;
            }
        }
        assertThat(whole).isBetween(BODIES / 20, BODIES * 19 / 20);
    }

    private static Decoded decoded(String body) {
        byte[] bytes = ("xx" + body + "yy").getBytes(StandardCharsets.UTF_8);
        return new Decoded(bytes, 2, bytes.length - 4);
    }

    /** What was told of a body. */
    private static final class Read {
        final List<String> events = new ArrayList<>();
        final UploadOutcome.@Nullable Refused outcome;

        Read(IntakeLimits limits, Decoded body, boolean scanned) {
            EventDecoder decoder = new EventDecoder(limits);
            outcome =
                    scanned
                            ? decoder.decode(body, event -> events.add(text(event)))
                            : decoder.parse(body, event -> events.add(text(event)), 0);
        }

        private static String text(RawEvent event) {
            StringBuilder text = new StringBuilder();
            text.append(event.index()).append(' ');
            text.append(StandardCharsets.UTF_8.decode(event.text()));
            List<RawValue> values =
                    List.of(
                            event.element,
                            event.cs1,
                            event.tm,
                            event.n,
                            event.t,
                            event.var,
                            event.num,
                            event.u,
                            event.id);
            values.forEach(value -> append(text, value));
            for (int i = 0; i < event.variables(); i++) {
                text.append('\n').append(event.variableName(i));
                append(text, event.variableValue(i));
            }
            return text.append(event.unreadVariables()).toString();
        }

        private static void append(StringBuilder text, RawValue value) {
            text.append('\n').append(value.kind()).append(value.repeated()).append(value.text());
        }
    }

    /** Some events, mostly with a mistake or something unusual in them. */
    private String body() {
        StringBuilder body = new StringBuilder("[");
        for (int i = random.nextInt(4); i >= 0; i--) {
            body.append("{\"cs1\":\"u").append(random.nextInt()).append("\",\"tm\":1795431440000,");
            body.append("\"n\":\"Buy\",\"var\":{\"price\":").append(random.nextInt(10_000) / 100.0);
            body.append(",\"name\":\"苹果\"}}").append(i > 0 ? "," : "]");
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            int at = random.nextInt(body.length() + 1);
            int to = Math.min(body.length(), at + random.nextInt(3) * random.nextInt(12));
            body.replace(at, to, PIECES.get(random.nextInt(PIECES.size())));
        }
        return body.toString();
    }
}
