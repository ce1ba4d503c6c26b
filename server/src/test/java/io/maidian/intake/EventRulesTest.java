package io.maidian.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.event.Event;
import io.maidian.event.Value;
import io.maidian.event.Variable;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is right, and what becomes of it; {@link RuleTest} has what is wrong. */
class EventRulesTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            textBlock =
                    """
                    "user"      | user
                    9128391     | 9128391
                    9128391.0   | 9128391
                    12345678901234567890 | 12345678901234567890
                    1.5         | 1.5
                    -2          | -2
                    1e3         | 1000
                    "00"        | 00
                    "用户"      | 用户
                    "a\\u003bb" | a;b
                    """)
    void aLoginUserIsAStringOrTheDecimalTextOfANumber(String cs1, String expected) {
        assertThat(accepted("'cs1':" + cs1).user()).isEqualTo(expected);
    }

    @Test
    void lengthsAreCountedInCodePoints() {
        String emoji = "😀".repeat(255);
        Event event = accepted("'cs1':'" + emoji + "','u':'" + emoji + "','n':'" + emoji + "'");

        assertThat(event.user()).isEqualTo(emoji);
        assertThat(event.visitUser()).isEqualTo(emoji);
        assertThat(event.key()).isEqualTo(emoji);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            textBlock =
                    """
                    14                   | W 14
                    -0                   | W 0
                    9223372036854775807  | W 9223372036854775807
                    -9223372036854775808 | W -9223372036854775808
                    18446744073709551616 | D 1.8446744073709552E19
                    20.0                 | D 20.0
                    0.1                  | D 0.1
                    1e3                  | D 1000.0
                    0.30000000000000004  | D 0.30000000000000004
                    1.7976931348623157e308 | D 1.7976931348623157E308
                    0.000000000000000000000000 | D 0.0
                    "14"                 | T 14
                    ""                   | T
                    """)
    void aVariableKeepsItsTypeAndDigits(String value, String expected) {
        Value kept = accepted("'var':{'a':" + value + "}").variables().getFirst().value();
        String shown =
                switch (kept) {
                    case Value.Text(String text) -> "T " + text;
                    case Value.Whole(long number) -> "W " + number;
                    case Value.Decimal(double number) -> "D " + number;
                };
        assertThat(shown.strip()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"[]", "null", "{}"})
    void noVariablesMayBeSaidInSeveralWays(String none) {
        assertThat(accepted("'var':" + none).variables()).isEmpty();
    }

    @Test
    void variableKeysAreTrimmedAndKeepTheirOrder() {
        assertThat(accepted("'var':{' b ':1,'a':'x','\u3000c':2.5}").variables())
                .containsExactly(
                        new Variable("b", new Value.Whole(1)),
                        new Variable("a", new Value.Text("x")),
                        new Variable("c", new Value.Decimal(2.5)));
    }

    @Test
    void aHundredVariablesAreKept() {
        String members =
                String.join(
                        ",", IntStream.range(0, 100).mapToObj(i -> "'v" + i + "':" + i).toList());
        assertThat(accepted("'var':{" + members + "}").variables()).hasSize(100);
    }

    @Test
    void membersThatNobodyKnowsAreIgnoredHoweverTheyLook() {
        Event event = accepted("'av':'0.1','b':{'c':[1,{'d':[[[null]]]}]},'av':2");
        assertThat(event.warnings()).isEmpty();
    }

    @Test
    void optionalFieldsAreKept() {
        Event event = accepted("'num':2,'u':'visitor','id':77");

        assertThat(event.num()).isEqualTo(new Value.Whole(2));
        assertThat(event.visitUser()).isEqualTo("visitor");
        assertThat(event.id()).isEqualTo("77");
        Event without = accepted("'num':null,'u':'','id':null");
        assertThat(without.num()).isNull();
        assertThat(without.visitUser()).isNull();
        assertThat(without.id()).isNull();
    }

    @Test
    void surrogatePairsAreCharactersHoweverTheyAreWritten() {
        assertThat(accepted("'var':{'\\ud83d\\ude00':'\\uD83D\\uDE00'}").variables())
                .containsExactly(new Variable("😀", new Value.Text("😀")));
    }

    @Test
    void surrogatesEncodedOneByOneMeet() {
        byte[] body =
                "[{\"cs1\":\"u\",\"n\":\"Buy\",\"t\":\"cstm\",\"tm\":1434556935000,\"var\":{\"a\":\"######\",\"b\":\"###\"}}]"
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8);
        int[] pair = {0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80, 0xed, 0xa0, 0xbd};
        int next = 0;
        for (int i = 0; i < body.length; i++) {
            if (body[i] == '#') {
                body[i] = (byte) pair[next++];
            }
        }
        IntakeFixture fixture = new IntakeFixture();
        fixture.upload(body);
        Event event = fixture.log.content().events().getFirst();

        assertThat(event.variables())
                .containsExactly(
                        new Variable("a", new Value.Text("😀")),
                        new Variable("b", new Value.Text("\ufffd")));
        assertThat(event.warnings()).hasSize(1);
    }

    @Test
    void anEventBearsAtMostTwentyWarnings() {
        String members =
                String.join(
                        ",", IntStream.range(0, 50).mapToObj(i -> "'v" + i + "':null").toList());
        IntakeFixture fixture = new IntakeFixture();
        fixture.upload("[" + event("'var':{" + members + "}") + "]");
        assertThat(fixture.log.content().events().getFirst().warnings()).hasSize(20);
    }

    /** The event with these members, in single quotes, in the place of or beside the right ones. */
    private static Event accepted(String members) {
        IntakeFixture fixture = new IntakeFixture();
        UploadOutcome outcome = fixture.upload("[" + event(members) + "]");
        List<Event> events = fixture.log.content().events();
        assertThat(events).as(outcome.toString()).hasSize(1);
        assertThat(events.getFirst().warnings()).isEmpty();
        return events.getFirst();
    }

    private static String event(String members) {
        StringBuilder event = new StringBuilder("{").append(members);
        for (String right :
                new String[] {"'cs1':'user'", "'tm':1434556935000", "'t':'cstm'", "'n':'Buy'"}) {
            String name = right.substring(0, right.indexOf(':') + 1);
            if (!members.contains(name)) {
                event.append(',').append(right);
            }
        }
        return event.append('}').toString().replace('\'', '"');
    }
}
