package io.maidian.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.event.Event;
import io.maidian.event.Finding;
import io.maidian.intake.UploadRequest.Codecs;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The clock rules of the upload contract; all times but the tm of 2015 are relative to received.
 */
class EventTimeTest {

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    no stm: tm stays,                              -1000,      ,          -1000,
                    the network's delay is no skew,                -61000,     -60000,    -61000,
                    a sender's clock that is slow is corrected,    -61001,     -60001,    -1000,
                    a sender's clock that is fast is corrected,    60001,      60001,     0,
                    an event that was sent later too,              -7200000,   -3600000,  -3600000,
                    not into the future,                           -1000,      -3600000,  -1000,
                    up to a day,                                   -86400000,  -86400000, 0,
                    not beyond,                                    -86400001,  -86400001, -86400001,  stm.implausible
                    nor the other way,                             1000,       86400001,  1000,       stm.implausible
                    an hour ahead is believed,                     3600000,    ,          3600000,
                    more is not,                                   3600001,    ,          0,          tm.future
                    but first it is corrected,                     7200000,    7200000,   0,
                    """)
    void eventTimeIsCorrectedByTheSendersClock(
            String promise, long tm, @Nullable Long stm, long expected, @Nullable String warning) {
        Event event =
                upload(
                        Long.toString(IntakeFixture.NOW + tm),
                        stm == null ? null : Long.toString(IntakeFixture.NOW + stm));

        assertThat(event.eventMillis() - IntakeFixture.NOW).as(promise).isEqualTo(expected);
        assertThat(event.clientMillis()).isEqualTo(IntakeFixture.NOW + tm);
        if (warning == null) {
            assertThat(event.warnings()).isEmpty();
        } else {
            assertThat(event.warnings()).extracting(Finding::code).containsExactly(warning);
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "1434556935000",
                "1434556935000.9",
                "1.434556935e12",
                "143455693500000E-2",
                "\"1434556935000\"",
                "\" 1434556935000.7 \"",
                "\"1.434556935E+12\"",
                "1434556935000.000000000000000000000000000000001"
            })
    void tmIsTakenInEveryFormThatClientsSend(String tm) {
        Event event = upload(tm, null);

        assertThat(event.eventMillis()).isEqualTo(1_434_556_935_000L);
        assertThat(event.warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "1434556935, 1434556935000",
        "99999999999, 99999999999000",
        "100000000000, 100000000000",
        "0, 0",
        "1, 1000"
    })
    void secondsAreScaled(String tm, long expected) {
        Event event = upload(tm, null);

        assertThat(event.clientMillis()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"1795431440, 1795431440000", "1795431440000.5, 1795431440000", "' ',", "0, 0"})
    void stmIsTakenInSecondsTooAndMayBeBlank(String stm, @Nullable Long expected) {
        assertThat(upload("1434556935000", stm).upload().sentMillis()).isEqualTo(expected);
    }

    private static Event upload(String tm, @Nullable String stm) {
        IntakeFixture fixture = new IntakeFixture();
        String body = "[{\"cs1\":\"u\",\"n\":\"Buy\",\"t\":\"cstm\",\"tm\":" + tm + "}]";
        fixture.upload(body.getBytes(StandardCharsets.UTF_8), stm, Codecs.NONE);
        return fixture.log.content().events().getFirst();
    }
}
