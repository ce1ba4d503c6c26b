package io.maidian.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.event.Finding;
import io.maidian.intake.EventTrial.Attempt;
import io.maidian.intake.EventTrial.Fails;
import io.maidian.intake.EventTrial.Passes;
import io.maidian.log.EventRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventTrialTest {
    private static final long RECEIVED = 1_700_000_000_000L;
    private static final String GOOD =
            "{\"cs1\":\"u\",\"tm\":1434556935000,\"t\":\"cstm\",\"n\":\"e\"}";

    private final EventTrial trial = new EventTrial(IntakeLimits.DEFAULTS);

    private EventTrial.Outcome judge(String json) {
        return trial.judge(new Attempt(json, 12, RECEIVED, null));
    }

    @Test
    void whatAnUploadWouldTakePasses() {
        EventRecord event = ((Passes) judge(GOOD)).event();
        assertThat(event.user()).isEqualTo("u");
        assertThat(event.eventMillis()).isEqualTo(1_434_556_935_000L);
        assertThat(event.warnings()).isEmpty();
    }

    @Test
    void theClockIsCorrectedAsWhenItFirstCame() {
        Attempt late = new Attempt(GOOD, 0, RECEIVED, RECEIVED - 3_600_000);
        assertThat(((Passes) trial.judge(late)).event().eventMillis())
                .isEqualTo(1_434_556_935_000L + 3_600_000);
    }

    @Test
    void findingsPointToTheFirstPlace() {
        assertThat(judge(GOOD.replace("\"u\"", "\"\"")))
                .isEqualTo(new Fails(new Finding("cs1.empty", "/12/cs1", "\"\"")));
        EventRecord warned = ((Passes) judge(GOOD.replace("\"e\"", "\" e\""))).event();
        assertThat(warned.warnings()).containsExactly(new Finding("n.trimmed", "/12/n", "\" e\""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                  | mend.not_one_event",
                "'{},{}'             | mend.not_one_event",
                "'[]'                | event.not_an_object",
                "'7'                 | event.not_an_object",
                "'{'                 | body.not_json",
                "'{}]'               | body.trailing_text",
                "'[[[[[[[[[[]]]]]]]]]]' | body.too_deep",
            })
    void whatIsNotOneEventIsToldSo(String json, String code) {
        assertThat(((Fails) judge(json)).reason().code()).isEqualTo(code);
    }

    @Test
    void halvesOfSurrogatePairsBecomeReplacementCharacters() {
        EventRecord event = ((Passes) judge(GOOD.replace("\"u\"", "\"\\ud800x\""))).event();
        assertThat(event.user()).isEqualTo("\ufffdx");
    }
}
