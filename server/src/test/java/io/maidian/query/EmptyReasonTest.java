package io.maidian.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EmptyReasonTest {
    private static final TimeRange RANGE = new TimeRange(1_000, 2_000);

    @Test
    void thatUploadsAreOffIsTheReasonWhereNothingCameSince() {
        assertThat(new EmptyReason.NeverReceived().whileUploadsAreOff(RANGE))
                .isEqualTo(new EmptyReason.UploadsOff(null));
        assertThat(new EmptyReason.OutOfRange(null).whileUploadsAreOff(RANGE))
                .isEqualTo(new EmptyReason.UploadsOff(null));
        assertThat(new EmptyReason.OutOfRange(999L).whileUploadsAreOff(RANGE))
                .isEqualTo(new EmptyReason.UploadsOff(999L));
    }

    @Test
    void whatIsWrongApartFromThatStaysTheReason() {
        for (EmptyReason reason :
                List.of(
                        new EmptyReason.OutOfRange(2_000L),
                        new EmptyReason.VisitUsers(),
                        new EmptyReason.NoNewUsers(),
                        new EmptyReason.AllRejected(List.of()))) {
            assertThat(reason.whileUploadsAreOff(RANGE)).isEqualTo(reason);
        }
    }
}
