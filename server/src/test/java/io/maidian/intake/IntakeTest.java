package io.maidian.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.event.Event;
import io.maidian.event.Finding;
import io.maidian.event.RejectedEvent;
import io.maidian.event.Value;
import io.maidian.event.Variable;
import io.maidian.intake.UploadOutcome.Refused;
import io.maidian.intake.UploadOutcome.Stored;
import io.maidian.intake.UploadRequest.Codecs;
import io.maidian.log.Receipt;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntakeTest {
    private static final String SEED_EVENT =
            """
              {
                "cs1":"9128391",
                "tm":1434556935000,
                "t":"cstm",
                "n":"BuyProduct",
                "var":{
                  "product_name":"苹果",
                  "product_classify":"水果",
                  "product_price":14
                }
              }\
            """;

    private final IntakeFixture fixture = new IntakeFixture();

    @Test
    void theSeedsEventIsStoredAsItWasSent() {
        Stored stored = stored(fixture.upload("[" + SEED_EVENT + "]"));

        assertThat(stored.accepted()).isEqualTo(1);
        assertThat(stored.results()).isEmpty();
        Event event = onlyEvent();
        assertThat(event.upload().id()).isEqualTo(stored.id());
        assertThat(event.upload().ai()).isEqualTo(IntakeFixture.AI);
        assertThat(event.user()).isEqualTo("9128391");
        assertThat(event.key()).isEqualTo("BuyProduct");
        assertThat(event.eventMillis()).isEqualTo(1_434_556_935_000L);
        assertThat(event.variables())
                .containsExactly(
                        new Variable("product_name", new Value.Text("苹果")),
                        new Variable("product_classify", new Value.Text("水果")),
                        new Variable("product_price", new Value.Whole(14)));
        assertThat(event.warnings()).isEmpty();
    }

    @Test
    void threeIdenticalEventsAreThreeEvents() {
        String three = String.join(",", SEED_EVENT, SEED_EVENT, SEED_EVENT);

        assertThat(stored(fixture.upload("[" + three + "]")).accepted()).isEqualTo(3);
        assertThat(fixture.log.content().events())
                .extracting(Event::index)
                .containsExactly(0, 1, 2);
    }

    @Test
    void anEmptyArrayStoresNothing() {
        assertThat(fixture.upload("[]")).isEqualTo(new Stored(null, 0, 0, 0, 0, List.of(), false));
        assertThat(fixture.log.appended()).isZero();
    }

    @Test
    void aBareObjectIsAnArrayOfOne() {
        assertThat(stored(fixture.upload(SEED_EVENT)).accepted()).isEqualTo(1);
        Stored wrong = stored(fixture.upload("{\"cs1\":\"-1\"}"));
        assertThat(wrong.results().getFirst().finding())
                .isEqualTo(new Finding("cs1.forbidden_value", "/0/cs1", "\"-1\""));
    }

    @Test
    void rejectedEventsLieInTheSameEntryWithTheirTextAsItCame() {
        String bad = "{ \"cs1\":\"-1\", \"n\":\"Größe \\\"x\\\"\" ,\"tm\":1}";
        Stored stored = stored(fixture.upload("[" + SEED_EVENT + " ,\n " + bad + " , 7]"));

        assertThat(stored.accepted()).isEqualTo(1);
        assertThat(stored.rejected()).isEqualTo(2);
        assertThat(fixture.log.appended()).isEqualTo(1);
        List<RejectedEvent> rejected = fixture.log.content().rejected();
        assertThat(rejected).extracting(RejectedEvent::index).containsExactly(1, 2);
        assertThat(rejected).extracting(RejectedEvent::raw).containsExactly(bad, "7");
        assertThat(rejected.getFirst().user()).isEqualTo("-1");
        assertThat(rejected.getFirst().key()).isEqualTo("Größe \"x\"");
        assertThat(rejected.getFirst().upload().id()).isEqualTo(stored.id());
    }

    @Test
    void anUploadOfNothingButRejectedEventsIsKept() {
        Stored stored = stored(fixture.upload("[{},\"x\"]"));

        assertThat(stored.accepted()).isZero();
        assertThat(stored.rejected()).isEqualTo(2);
        assertThat(stored.id()).isNotNull();
        assertThat(fixture.log.content().rejected()).hasSize(2);
    }

    @Test
    void aBodyInGbkIsRead() {
        byte[] body = ("[" + SEED_EVENT + "]").getBytes(Charset.forName("GBK"));

        assertThat(stored(fixture.upload(body)).accepted()).isEqualTo(1);
        assertThat(onlyEvent().variables().getFirst().value()).isEqualTo(new Value.Text("苹果"));
    }

    @Test
    void aByteOrderMarkIsPassedOver() {
        assertThat(stored(fixture.upload("\ufeff[" + SEED_EVENT + "]")).accepted()).isEqualTo(1);
        Stored rejected = stored(fixture.upload("\ufeff[{\"cs1\":\"0\"}]"));
        assertThat(rejected.rejected()).isEqualTo(1);
        assertThat(fixture.log.content().rejected().getFirst().raw()).isEqualTo("{\"cs1\":\"0\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "java-1.0.4-plain.raw, 1, 0",
        "java-1.0.4-snappy.raw, 7, 2",
        "java-1.0.8-snappy.raw, 3, 0",
        "php.raw, 1, 0",
        "python-json.raw, 1, 0",
        "python-snappy.raw, 1, 0"
    })
    void whatTheOfficialSdksSendIsTaken(String file, int accepted, int rejected) {
        Stored stored = stored(fixture.upload(RecordedRequest.read(file).upload()));

        assertThat(stored.accepted()).isEqualTo(accepted);
        assertThat(stored.rejected()).isEqualTo(rejected);
    }

    @ParameterizedTest
    @CsvSource({"java-1.0.4-snappy", "java-1.0.8-snappy"})
    void aSnappyBodyIsReadAsThePlainOne(String name) {
        fixture.upload(RecordedRequest.read(name + ".raw").upload());
        List<Event> fromSnappy = fixture.log.content().events();
        fixture.log.clear();
        UploadRequest request = RecordedRequest.read(name + ".raw").upload();
        byte[] plain = RecordedRequest.bytes(name + ".decoded.json");
        fixture.upload(plain, request.stm(), Codecs.NONE);

        assertThat(fixture.log.content().events())
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("upload")
                .isEqualTo(fromSnappy);
    }

    @Test
    void anUnknownProjectIsRefusedAndNothingIsKept() {
        UploadRequest request =
                new UploadRequest("nobody", "x", Codecs.NONE, ByteBuffer.wrap(new byte[0]));

        Refused refused = refused(fixture.upload(request));
        assertThat(refused.refusal()).isEqualTo(UploadOutcome.Refusal.UNKNOWN_PROJECT);
        assertThat(refused.finding()).isEqualTo(new Finding("project.unknown", "", "\"nobody\""));
        assertThat(fixture.log.appended()).isZero();
    }

    @Test
    void aRejectedEventThatWouldBeTooLongInTheLogIsRefusedNotThrown() {
        String escapedSixfold = "\t".repeat(12 << 20);

        Refused refused = refused(fixture.upload("[{" + escapedSixfold + "\"n\":\"e\"}]"));
        assertThat(refused.refusal()).isEqualTo(UploadOutcome.Refusal.TOO_LARGE);
        assertThat(fixture.log.content().rejected()).isEmpty();
    }

    @Test
    void refusedUploadsLeaveAFewSamples() {
        for (int i = 0; i < 20; i++) {
            refused(fixture.upload("[{\"cs1\":\"苹果\"," + "x".repeat(5_000)));
        }
        assertThat(fixture.log.content().refused()).hasSize(5);
        assertThat(fixture.log.content().refused().getFirst().sample())
                .startsWith("[{\"cs1\":\"苹果\",")
                .hasSize(2_000);
        fixture.advanceMillis(1_000);
        refused(fixture.upload("["));
        assertThat(fixture.log.content().refused()).hasSize(6);
        assertThat(fixture.log.content().refused().getLast().reason().code())
                .isEqualTo("body.truncated");
    }

    @Test
    void theAnswerToARefusedUploadDoesNotDependOnItsSample() {
        fixture.log.failWith(new Receipt.Unknown());
        assertThat(refused(fixture.upload("[")).finding().code()).isEqualTo("body.truncated");
    }

    @Test
    void whatIsNotDurableIsNotToldToBe() {
        fixture.log.failWith(new Receipt.Unavailable(Receipt.Cause.NO_SPACE));
        assertThat(fixture.upload(SEED_EVENT))
                .isEqualTo(new UploadOutcome.Unavailable(Receipt.Cause.NO_SPACE));
        fixture.log.failWith(new Receipt.Unknown());
        assertThat(fixture.upload(SEED_EVENT)).isEqualTo(new UploadOutcome.Unknown());
        assertThat(fixture.meters.counter("maidian.events", "outcome", "accepted").count())
                .isZero();
    }

    @Test
    void atMostAHundredResultsAreTold() {
        Stored stored = stored(fixture.upload("[" + "{},".repeat(100) + "{}]"));

        assertThat(stored.rejected()).isEqualTo(101);
        assertThat(stored.results()).hasSize(100);
        assertThat(stored.truncated()).isTrue();
    }

    @Test
    void uploadsEventsAndFindingsAreCounted() {
        fixture.upload("[" + SEED_EVENT + ",{}," + SEED_EVENT.replace("\"t\":\"cstm\",", "") + "]");
        fixture.upload("[");

        assertThat(count("maidian.uploads", "outcome", "stored")).isEqualTo(1);
        assertThat(count("maidian.uploads", "outcome", "refused")).isEqualTo(1);
        assertThat(count("maidian.events", "outcome", "accepted")).isEqualTo(1);
        assertThat(count("maidian.events", "outcome", "warned")).isEqualTo(1);
        assertThat(count("maidian.events", "outcome", "rejected")).isEqualTo(1);
        assertThat(count("maidian.findings", "code", "cs1.missing")).isEqualTo(1);
        assertThat(count("maidian.findings", "code", "t.missing")).isEqualTo(1);
        assertThat(count("maidian.findings", "code", "body.truncated")).isEqualTo(1);
    }

    @Test
    void theSentTimeIsKeptInMs() {
        fixture.upload(SEED_EVENT.getBytes(StandardCharsets.UTF_8), "1795431439", Codecs.NONE);
        assertThat(onlyEvent().upload().sentMillis()).isEqualTo(1_795_431_439_000L);
    }

    private double count(String name, String tag, String value) {
        return fixture.meters.counter(name, tag, value).count();
    }

    private Event onlyEvent() {
        List<Event> events = fixture.log.content().events();
        assertThat(events).hasSize(1);
        return events.getFirst();
    }

    private static Stored stored(UploadOutcome outcome) {
        assertThat(outcome).isInstanceOf(Stored.class);
        return (Stored) outcome;
    }

    private static Refused refused(UploadOutcome outcome) {
        assertThat(outcome).isInstanceOf(Refused.class);
        return (Refused) outcome;
    }

    @Test
    void ofAFloodOfRejectedEventsSamplesAreKeptAndAllAreCounted() {
        IntakeLimits limits = new IntakeLimits(4 << 20, 32 << 20, 10_000, 8, 100, 255, 10);
        IntakeFixture flooded = new IntakeFixture(limits);
        String event = "{\"n\":\"Pay\",\"cs1\":7.5}";
        flooded.upload("[" + String.join(",", Collections.nCopies(9, event)) + "]");
        flooded.upload("[{\"cs1\":\"u\",\"tm\":1434556935000,\"t\":\"cstm\",\"n\":\"e\"}]");
        List<RejectedEvent> kept = flooded.log.content().rejected();
        assertThat(kept).hasSize(9);
        assertThat(kept.stream().map(RejectedEvent::raw).filter(Objects::nonNull))
                .containsExactly(event);
        RejectedEvent counted = kept.getLast();
        assertThat(counted.index()).isEqualTo(8);
        assertThat(counted.key()).isEqualTo("Pay");
        assertThat(counted.reason().code()).isEqualTo("tm.missing");
        assertThat(flooded.log.content().events()).hasSize(1);
        flooded.advanceMillis(4 * 60_000);
        flooded.upload("[" + event + "]");
        assertThat(flooded.log.content().rejected().getLast().raw()).isEqualTo(event);
    }
}
