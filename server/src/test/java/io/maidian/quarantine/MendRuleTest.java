package io.maidian.quarantine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maidian.catalog.VariableType;
import io.maidian.event.Finding;
import io.maidian.intake.Language;
import io.maidian.quarantine.MendStep.CastVariable;
import io.maidian.quarantine.MendStep.DropVariable;
import io.maidian.quarantine.MendStep.RenameEvent;
import io.maidian.quarantine.MendStep.RenameVariable;
import io.maidian.quarantine.MendStep.SetField;
import io.maidian.quarantine.MendStep.SetReceivedTime;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MendRuleTest {
    private static final long RECEIVED = 1_700_000_000_000L;

    private static MendRule.Result apply(String raw, MendStep... steps) {
        return new MendRule(List.of(steps)).apply(raw, RECEIVED, 4);
    }

    private static String mended(String raw, MendStep... steps) {
        return ((MendRule.Text) apply(raw, steps)).json();
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

    @Test
    void withoutStepsTheTextStaysAsItCame() {
        String raw = "{ \"a\" : 1.50,\"a\":2 } ";
        assertThat(MendRule.NONE.apply(raw, RECEIVED, 0)).isEqualTo(new MendRule.Text(raw));
    }

    @Test
    void anEventIsRenamedWhereItHasTheOldKey() {
        assertThat(mended("{\"n\":\"a\"}", new RenameEvent("a", "b"))).isEqualTo("{\"n\":\"b\"}");
        assertThat(mended("{\"n\":\"c\"}", new RenameEvent("a", "b"))).isEqualTo("{\"n\":\"c\"}");
        assertThat(mended("{\"n\":7}", new RenameEvent(null, "b"))).isEqualTo("{\"n\":\"b\"}");
    }

    @Test
    void aFieldIsSetWhereItIsMissingOrEverywhere() {
        SetField missing = new SetField("t", json("\"cstm\""), false);
        assertThat(mended("{}", missing)).isEqualTo("{\"t\":\"cstm\"}");
        assertThat(mended("{\"t\":null}", missing)).isEqualTo("{\"t\":\"cstm\"}");
        assertThat(mended("{\"t\":\"x\"}", missing)).isEqualTo("{\"t\":\"x\"}");
        assertThat(mended("{\"t\":\"x\"}", new SetField("t", json("\"cstm\""), true)))
                .isEqualTo("{\"t\":\"cstm\"}");
        assertThat(mended("{}", new SetReceivedTime(false))).isEqualTo("{\"tm\":" + RECEIVED + "}");
        assertThat(mended("{\"tm\":1}", new SetReceivedTime(false))).isEqualTo("{\"tm\":1}");
    }

    @Test
    void variablesAreRenamedAndDropped() {
        String raw = "{\"var\":{\"a\":1,\"b\":2}}";
        assertThat(mended(raw, new RenameVariable("a", "b"))).isEqualTo("{\"var\":{\"b\":1}}");
        assertThat(mended(raw, new RenameVariable("x", "b"))).isEqualTo(raw);
        assertThat(mended(raw, new DropVariable("b"), new DropVariable("x")))
                .isEqualTo("{\"var\":{\"a\":1}}");
        assertThat(mended("{\"var\":[]}", new DropVariable("b"))).isEqualTo("{\"var\":[]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'\"12\"'   | INT    | 12",
                "'\" 12.9 \"' | INT  | 12",
                "1e3        | INT    | 1000",
                "1e-999999  | INT    | 0",
                "9223372036854775807 | INT | 9223372036854775807",
                "true       | INT    | 1",
                "'\"0.10\"' | DOUBLE | 0.1",
                "5          | DOUBLE | 5.0",
                "1.50       | STRING | '\"1.50\"'",
                "true       | STRING | '\"true\"'",
                "[1]        | STRING | '\"[1]\"'",
                "'\"x\"'    | STRING | '\"x\"'",
                "null       | INT    | null",
            })
    void aVariableIsCast(String value, VariableType type, String made) {
        assertThat(mended("{\"var\":{\"x\":" + value + "}}", new CastVariable("x", type)))
                .isEqualTo("{\"var\":{\"x\":" + made + "}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"twelve\"", "\"\"", "[1]", "9223372036854775808", "\"1e999999999\""})
    void whatCannotBeCastIsAProblemWithItsPlace(String value) {
        String raw = "{\"var\":{\"a/b\":" + value + "}}";
        MendRule.Result result = apply(raw, new CastVariable("a/b", VariableType.INT));
        Finding reason = ((MendRule.Impossible) result).reason();
        assertThat(reason.code()).isEqualTo("mend.cannot_cast");
        assertThat(reason.pointer()).isEqualTo("/4/var/a~1b");
        assertThat(reason.got()).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1]", "\"x\"", "7", "null", "{", ""})
    void onlyAnObjectCanBeChangedByARule(String raw) {
        MendRule.Result result = apply(raw, new DropVariable("x"));
        Finding reason = ((MendRule.Impossible) result).reason();
        assertThat(reason.code()).isEqualTo("mend.not_an_object");
        assertThat(MendProblem.of(reason.code())).isNotNull();
        for (Language language : Language.values()) {
            assertThat(MendProblem.NOT_AN_OBJECT.message(reason, language)).contains(raw);
            assertThat(MendProblem.NOT_AN_OBJECT.expected(language)).isNotEmpty();
        }
    }

    @Test
    void digitsThatARuleDoesNotTouchAreKept() {
        String raw = "{\"var\":{\"a\":12345678901234567890.123400,\"b\":1E+400,\"c\":0.10}}";
        assertThat(mended(raw, new DropVariable("x"))).isEqualTo(raw);
    }

    @Test
    void aRuleHasABoundedNumberOfSteps() {
        List<MendStep> many = Collections.nCopies(MendRule.MAX_STEPS + 1, new DropVariable("x"));
        assertThatThrownBy(() -> new MendRule(many)).isInstanceOf(IllegalArgumentException.class);
    }
}
