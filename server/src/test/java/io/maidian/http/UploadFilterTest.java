package io.maidian.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maidian.event.Finding;
import io.maidian.event.RequestId;
import io.maidian.intake.CapturedEvent;
import io.maidian.intake.CapturedEvent.EventOutcome;
import io.maidian.intake.CapturedUpload;
import io.maidian.intake.Language;
import io.maidian.intake.Sender;
import io.maidian.intake.UploadOutcome;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which captured uploads a filter of the debugger lets through. */
class UploadFilterTest {
    private static final Finding TRIMMED = new Finding("n.trimmed", "/1/n", "\" b\"");
    private static final Finding MISSING = new Finding("cs1.missing", "/2/cs1", "");
    private static final List<CapturedEvent> EVENTS =
            List.of(
                    new CapturedEvent(0, EventOutcome.ACCEPTED, "a", "u1", List.of()),
                    new CapturedEvent(1, EventOutcome.WARNED, "b", "u1", List.of(TRIMMED)),
                    new CapturedEvent(2, EventOutcome.REJECTED, "a", null, List.of(MISSING)));
    private static final CapturedUpload STORED =
            upload(
                    new UploadOutcome.Stored(new RequestId(1, 2, 3), 2, 0, 1, 1, List.of(), false),
                    EVENTS);
    private static final CapturedUpload REFUSED =
            upload(
                    new UploadOutcome.Refused(
                            UploadOutcome.Refusal.MALFORMED, new Finding("body.empty", "", "")),
                    List.of());

    private static CapturedUpload upload(UploadOutcome outcome, List<CapturedEvent> events) {
        Sender sender = new Sender("POST", "/v3/a/s2s/cstm", "", Map.of());
        CapturedUpload.Body body = new CapturedUpload.Body(ByteBuffer.allocate(0), 0, true);
        return new CapturedUpload(7, "a", 1, sender, 0, body, events, outcome, false);
    }

    private static List<Integer> matching(Map<String, String> query) {
        return UploadFilter.of(query).matching(STORED).stream().map(CapturedEvent::index).toList();
    }

    @Test
    void allConditionsAreMetByOneEvent() {
        assertThat(matching(Map.of())).containsExactly(0, 1, 2);
        assertThat(matching(Map.of("event", "a"))).containsExactly(0, 2);
        assertThat(matching(Map.of("event", "a", "user", "u1"))).containsExactly(0);
        assertThat(matching(Map.of("code", "cs1.missing"))).containsExactly(2);
        assertThat(matching(Map.of("event", "b", "code", "cs1.missing"))).isEmpty();
        assertThat(matching(Map.of("outcome", "accepted"))).containsExactly(0, 1);
        assertThat(matching(Map.of("outcome", "warned"))).containsExactly(1);
        assertThat(matching(Map.of("outcome", "rejected", "event", "a"))).containsExactly(2);
        assertThat(matching(Map.of("outcome", "duplicate"))).isEmpty();
        assertThat(matching(Map.of("event", "", "user", "", "code", ""))).hasSize(3);
    }

    @Test
    void aRefusedUploadHasARowOfItsOwn() {
        assertThat(row(REFUSED, Map.of())).isTrue();
        assertThat(row(REFUSED, Map.of("outcome", "refused"))).isTrue();
        assertThat(row(REFUSED, Map.of("code", "body.empty"))).isTrue();
        assertThat(row(REFUSED, Map.of("code", "body.not_json"))).isFalse();
        assertThat(row(REFUSED, Map.of("event", "a"))).isFalse();
        assertThat(row(REFUSED, Map.of("outcome", "rejected"))).isFalse();
        assertThat(row(STORED, Map.of("outcome", "refused"))).isFalse();
    }

    private static boolean row(CapturedUpload upload, Map<String, String> query) {
        return DebuggerRow.of(upload, UploadFilter.of(query), Language.EN) != null;
    }

    @Test
    void whatCanMatchNothingIsToldAsWrong() {
        assertThatThrownBy(() -> UploadFilter.of(Map.of("outcome", "Accepted")))
                .isInstanceOf(ApiProblem.class);
        assertThatThrownBy(() -> UploadFilter.of(Map.of("code", "a'b")))
                .isInstanceOf(ApiProblem.class);
        assertThatThrownBy(() -> UploadFilter.of(Map.of("user", "x".repeat(600))))
                .isInstanceOf(ApiProblem.class);
    }
}
