package io.maidian.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.event.Finding;
import io.maidian.event.RequestId;
import io.maidian.intake.CapturedEvent.EventOutcome;
import io.maidian.intake.Captures.Missing;
import io.maidian.intake.UploadRequest.Codecs;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CapturesTest {
    private static final String AI = IntakeFixture.AI;
    private static final Sender SENDER =
            new Sender("POST", "/v3/" + AI + "/s2s/cstm", "10.0.0.7", Map.of());

    private long now = IntakeFixture.NOW;
    private final Captures captures = captures(1 << 20);
    private final IntakeFixture intake = new IntakeFixture();

    private Captures captures(long limitBytes) {
        return new Captures(ai -> ai.startsWith("9"), () -> now, limitBytes);
    }

    private CapturedUpload upload(String body) {
        return upload(body, null, Codecs.NONE);
    }

    private CapturedUpload upload(String body, @Nullable String stm, Codecs codecs) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        Capture capture = captures.begin(AI, SENDER, bytes.length);
        UploadOutcome outcome =
                intake.upload(
                        new UploadRequest(
                                AI,
                                stm,
                                codecs,
                                ByteBuffer.wrap(bytes),
                                UploadRequest.Options.NONE,
                                capture));
        captures.end(capture, outcome);
        return captures.newest(AI).getFirst();
    }

    private static String text(CapturedUpload upload) {
        return new String(upload.body().copy(), StandardCharsets.UTF_8);
    }

    private static String event(String user) {
        return "{\"cs1\":\"" + user + "\",\"tm\":1434556935000,\"n\":\"购买\",\"t\":\"cstm\"}";
    }

    @Test
    void anUploadIsKeptAsItCameWithTheFateOfEachEvent() {
        String body = "[" + event("u1") + "," + event("-1") + "," + event(" u2") + "]";
        CapturedUpload upload = upload(body);
        assertThat(text(upload)).isEqualTo(body);
        assertThat(upload.body().cut()).isFalse();
        assertThat(upload.sender()).isEqualTo(SENDER);
        assertThat(upload.events())
                .extracting(CapturedEvent::outcome)
                .startsWith(EventOutcome.ACCEPTED, EventOutcome.REJECTED);
        assertThat(upload.events().get(1).user()).isEqualTo("-1");
        assertThat(upload.events().get(1).findings())
                .extracting(Finding::code)
                .containsExactly("cs1.forbidden_value");
        assertThat(captures.find(AI, upload.number())).isEqualTo(upload);
        assertThat(captures.find(AI, requestId(upload))).isEqualTo(upload);
    }

    private static RequestId requestId(CapturedUpload upload) {
        RequestId id = upload.requestId();
        assertThat(id).isNotNull();
        return id == null ? new RequestId(0, 0, 0) : id;
    }

    @Test
    void whatIsEncodedIsKeptDecoded() {
        String body = "[" + event("u1") + "]";
        String encoded =
                java.util.Base64.getEncoder().encodeToString(body.getBytes(StandardCharsets.UTF_8));
        CapturedUpload upload = upload(encoded, null, new Codecs(null, "1", null, null));
        assertThat(text(upload)).isEqualTo(body);
        assertThat(upload.body().decoded()).isTrue();
        assertThat(upload.wireBytes()).isEqualTo(encoded.length());
    }

    @Test
    void whatCannotBeDecodedIsKeptAsItsBytes() {
        CapturedUpload upload = upload("no gzip", null, new Codecs("gzip", null, null, null));
        assertThat(upload.body().decoded()).isFalse();
        assertThat(text(upload)).isEqualTo("no gzip");
        assertThat(upload.requestId()).isNull();
    }

    @Test
    void whatIsNoJsonIsKeptDecoded() {
        CapturedUpload upload = upload("[oops");
        assertThat(upload.body().decoded()).isTrue();
        assertThat(text(upload)).isEqualTo("[oops");
        assertThat(upload.outcome()).isInstanceOf(UploadOutcome.Refused.class);
    }

    @Test
    void aRetryBearsTheFirstOnesBodyAndItsEventsAreDuplicates() {
        String stm = Long.toString(IntakeFixture.NOW);
        String body = "[" + event("u1") + "," + event("-1") + "]";
        CapturedUpload first = upload(body, stm, Codecs.NONE);
        CapturedUpload retry = upload(body, stm, Codecs.NONE);
        assertThat(retry.requestId()).isEqualTo(first.requestId());
        assertThat(retry.number()).isGreaterThan(first.number());
        assertThat(text(retry)).isEqualTo(body);
        assertThat(retry.events())
                .extracting(CapturedEvent::outcome)
                .containsExactly(EventOutcome.DUPLICATE, EventOutcome.REJECTED);
        assertThat(captures.find(AI, requestId(first))).isEqualTo(first);
    }

    @Test
    void ofALongBodyTheBeginningIsKept() {
        StringBuilder body = new StringBuilder("[");
        while (body.length() < 100_000) {
            body.append(body.length() == 1 ? "" : ",").append(event("u" + body.length()));
        }
        CapturedUpload upload = upload(body.append("]").toString());
        assertThat(upload.body().copy()).hasSize(CapturedUpload.Body.MAX_BYTES);
        assertThat(upload.body().cut()).isTrue();
        assertThat(upload.events()).hasSize(CapturedUpload.MAX_EVENTS);
    }

    @Test
    void ofEachSecondAndProjectTheFirstAreAdmittedAndTheRestCounted() {
        for (int second = 0; second < 3; second++) {
            int admitted = 0;
            for (int i = 0; i < 1_000; i++) {
                admitted += captures.admits(AI) ? 1 : 0;
            }
            assertThat(admitted).isEqualTo(Captures.PER_SECOND);
            assertThat(captures.admits("9another")).isTrue();
            now += 1_000;
        }
        assertThat(captures.passed(AI)).isEqualTo(3 * (1_000 - Captures.PER_SECOND));
        assertThat(captures.passed("9another")).isZero();
    }

    @Test
    void ofWhatIsNoProjectNothingIsKept() {
        assertThat(captures.admits("unknown")).isFalse();
        assertThat(captures.passed("unknown")).isZero();
    }

    @Test
    void withoutMemoryNothingIsAdmitted() {
        assertThat(captures(0).admits(AI)).isFalse();
    }

    @Test
    void whereMemoryIsUsedUpTheProjectThatHoldsMostGivesUpItsOldest() {
        Captures small = captures(10_000);
        UploadOutcome outcome =
                new UploadOutcome.Refused(
                        UploadOutcome.Refusal.MALFORMED, new Finding("body.empty", "", ""));
        small.end(small.begin("9quiet", SENDER, 0), outcome);
        for (int i = 0; i < 100; i++) {
            small.end(small.begin(AI, SENDER, 0), outcome);
        }
        assertThat(small.newest("9quiet")).hasSize(1);
        assertThat(small.newest(AI)).hasSizeBetween(5, 9);
        assertThat(small.newest(AI).getFirst().number()).isEqualTo(101);
        assertThat(small.bytes()).isLessThanOrEqualTo(10_000);
    }

    @Test
    void atMostSoManyAreKeptOfOneProject() {
        UploadOutcome outcome =
                new UploadOutcome.Refused(
                        UploadOutcome.Refusal.MALFORMED, new Finding("body.empty", "", ""));
        for (int i = 0; i < Captures.PER_PROJECT + 10; i++) {
            captures.end(captures.begin(AI, SENDER, 0), outcome);
        }
        assertThat(captures.newest(AI)).hasSize(Captures.PER_PROJECT);
    }

    @Test
    void itIsToldWhyAnUploadIsNotKept() {
        assertThat(captures.whyMissing(AI, now - 1)).isEqualTo(Missing.BEFORE_START);
        assertThat(captures.whyMissing(AI, now)).isEqualTo(Missing.TOO_MANY);
        now += 10;
        upload("[oops");
        assertThat(captures.whyMissing(AI, IntakeFixture.NOW)).isNotEqualTo(Missing.BEFORE_START);
    }

    @Test
    void subscribersHearOfTheirProjectUntilTheyLeave() {
        List<CapturedUpload> heard = new ArrayList<>();
        Runnable leave = captures.subscribe(AI, heard::add);
        captures.subscribe("9another", _ -> heard.clear());
        CapturedUpload upload = upload("[oops");
        leave.run();
        upload("[oops again");
        assertThat(heard).containsExactly(upload);
    }

    @Test
    void theLatestUnknownProjectsAreRememberedWithTheirCounts() {
        captures.unknownProject("a", "10.0.0.1");
        now += 5;
        captures.unknownProject("a", "10.0.0.2");
        captures.unknownProject("b", "10.0.0.3");
        assertThat(captures.unknownProjects().latest())
                .containsExactly(
                        new UnknownProjects.Refusals("b", 1, now, now, "10.0.0.3"),
                        new UnknownProjects.Refusals("a", 2, now - 5, now, "10.0.0.2"));
        for (int i = 0; i < 1_000; i++) {
            captures.unknownProject("x" + i, "");
        }
        assertThat(captures.unknownProjects().latest()).hasSize(UnknownProjects.LIMIT);
    }
}
