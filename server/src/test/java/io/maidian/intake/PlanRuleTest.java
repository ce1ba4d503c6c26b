package io.maidian.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.catalog.EventDefinition;
import io.maidian.catalog.ProjectSettings;
import io.maidian.catalog.TrackingPlan;
import io.maidian.catalog.Undeclared;
import io.maidian.catalog.VariableDefinition;
import io.maidian.catalog.VariableType;
import io.maidian.event.Event;
import io.maidian.event.Finding;
import io.maidian.event.RejectedEvent;
import io.maidian.intake.CapturedEvent.EventOutcome;
import io.maidian.intake.UploadOutcome.EventResult;
import io.maidian.intake.UploadOutcome.Stored;
import io.maidian.intake.UploadRequest.Codecs;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;

/** The rules that a tracking plan adds, each by what breaks it. */
class PlanRuleTest {
    private static final VariableDefinition NAME =
            new VariableDefinition("name", null, VariableType.STRING);
    private static final VariableDefinition COUNT =
            new VariableDefinition("count", null, VariableType.INT);
    private static final VariableDefinition PRICE =
            new VariableDefinition("price", null, VariableType.DOUBLE);
    private static final VariableDefinition OTHER =
            new VariableDefinition("other", null, VariableType.INT);
    private static final TrackingPlan PLAN =
            TrackingPlan.of(
                    List.of(
                            new EventDefinition(
                                    "BuyProduct", null, null, List.of(NAME, COUNT, PRICE)),
                            new EventDefinition("SignIn", null, null, List.of(OTHER))),
                    List.of(NAME, COUNT, PRICE, OTHER));

    /**
     * What is sent and found.
     *
     * @param kept a part of the event's log record where it is kept
     */
    record Row(
            Rule rule,
            Undeclared undeclared,
            String event,
            String pointer,
            String got,
            String kept) {}

    static final List<Row> ROWS =
            List.of(
                    new Row(
                            RejectionRule.N_UNDECLARED,
                            Undeclared.QUARANTINE,
                            event("Unknown", "'name':'x'"),
                            "/0/n",
                            "\"Unknown\"",
                            ""),
                    new Row(
                            RejectionRule.N_DISCARDED,
                            Undeclared.DISCARD,
                            event("buyproduct", "'name':true"),
                            "/0/n",
                            "\"buyproduct\"",
                            ""),
                    new Row(
                            RejectionRule.VAR_UNDECLARED,
                            Undeclared.QUARANTINE,
                            event("BuyProduct", "'name':'x','a/b':5"),
                            "/0/var/a~1b",
                            "5",
                            ""),
                    // Declared, but for another event.
                    new Row(
                            RejectionRule.VAR_UNDECLARED,
                            Undeclared.QUARANTINE,
                            event("BuyProduct", "'other':1"),
                            "/0/var/other",
                            "1",
                            ""),
                    new Row(
                            WarningRule.VAR_DISCARDED,
                            Undeclared.DISCARD,
                            event("BuyProduct", "'name':'x','more':[1]"),
                            "/0/var/more",
                            "array",
                            "\"var\":{\"name\":\"x\"},"),
                    new Row(
                            WarningRule.VAR_NOT_A_STRING,
                            Undeclared.KEEP,
                            event("BuyProduct", "'name':12"),
                            "/0/var/name",
                            "12",
                            "{\"name\":12}"),
                    new Row(
                            WarningRule.VAR_NOT_AN_INT,
                            Undeclared.KEEP,
                            event("BuyProduct", "'count':'12'"),
                            "/0/var/count",
                            "\"12\"",
                            "{\"count\":\"12\"}"),
                    new Row(
                            WarningRule.VAR_NOT_AN_INT,
                            Undeclared.DISCARD,
                            event("BuyProduct", "'count':0.5"),
                            "/0/var/count",
                            "0.5",
                            "{\"count\":0.5}"),
                    new Row(
                            WarningRule.VAR_NOT_AN_INT,
                            Undeclared.KEEP,
                            event("BuyProduct", "'count':1e300"),
                            "/0/var/count",
                            "1e300",
                            "{\"count\":1.0E300}"),
                    new Row(
                            WarningRule.VAR_NOT_A_DOUBLE,
                            Undeclared.QUARANTINE,
                            event("BuyProduct", "'price':'9.9'"),
                            "/0/var/price",
                            "\"9.9\"",
                            "{\"price\":\"9.9\"}"),
                    // The type is the variable's, whatever event bears it.
                    new Row(
                            WarningRule.VAR_NOT_A_DOUBLE,
                            Undeclared.KEEP,
                            event("Unknown", "'price':''"),
                            "/0/var/price",
                            "\"\"",
                            "{\"price\":\"\"}"));

    private static String event(String key, String variables) {
        return "{'cs1':'user','tm':%d,'t':'cstm','n':'%s','var':{%s}}"
                .formatted(IntakeFixture.NOW, key, variables)
                .replace('\'', '"');
    }

    private static IntakeFixture fixture(Undeclared undeclared) {
        IntakeFixture fixture = new IntakeFixture();
        fixture.declare(PLAN);
        ProjectSettings defaults = ProjectSettings.DEFAULTS;
        fixture.set(
                new ProjectSettings(
                        defaults.uploads(),
                        defaults.retryDetection(),
                        undeclared,
                        defaults.quota(),
                        defaults.quarantineRetention()));
        return fixture;
    }

    @ParameterizedTest
    @FieldSource("ROWS")
    void whatBreaksARuleOfThePlanIsToldByItsCode(Row row) {
        IntakeFixture fixture = fixture(row.undeclared());
        Stored stored = (Stored) fixture.upload("[" + row.event() + "]");
        Finding finding = new Finding(row.rule().code(), row.pointer(), row.got());
        boolean taken = row.rule().effect() == Rule.Effect.WARNED;
        assertThat(stored.results())
                .containsExactly(
                        new EventResult(
                                0, taken ? EventOutcome.WARNED : EventOutcome.REJECTED, finding));
        assertThat(stored.accepted()).isEqualTo(taken ? 1 : 0);
        assertThat(stored.rejected()).isEqualTo(taken ? 0 : 1);
        if (taken) {
            assertThat(fixture.log.texts(io.maidian.log.RecordKind.EVENT).getFirst())
                    .contains(row.kept());
        } else {
            assertThat(fixture.log.content().rejected().getFirst().reason()).isEqualTo(finding);
        }
    }

    @ParameterizedTest
    @EnumSource(Undeclared.class)
    void whatIsDeclaredAndFitsIsTakenPlainly(Undeclared undeclared) {
        IntakeFixture fixture = fixture(undeclared);
        String fits =
                "["
                        + event("BuyProduct", "'name':'12','count':9223372036854775807,'price':1")
                        + ","
                        + event("BuyProduct", "'count':14.0,'price':0.1,' name ':''")
                        + ","
                        + event("BuyProduct", "'count':1e3")
                        + "]";
        assertThat(fixture.upload(fits)).isEqualTo(stored(fixture, 3, 0, List.of()));
    }

    @Test
    void undeclaredEventsAndVariablesAreKeptUnlessTheProjectSaysOtherwise() {
        IntakeFixture fixture = fixture(Undeclared.KEEP);
        assertThat(fixture.upload("[" + event("Unknown", "'new':'x'") + "]"))
                .isEqualTo(stored(fixture, 1, 0, List.of()));
        assertThat(fixture.log.content().events())
                .extracting(Event::key)
                .containsExactly("Unknown");
    }

    @Test
    void aDiscardedEventIsCountedAndLeavesNothingOfItself() {
        IntakeFixture fixture = fixture(Undeclared.DISCARD);
        Stored stored = (Stored) fixture.upload("[" + event("Secret", "'card':'4111'") + "]");
        assertThat(stored.rejected()).isEqualTo(1);
        assertThat(stored.discarded()).isEqualTo(1);
        assertThat(stored.allRejected()).isFalse();
        RejectedEvent kept = fixture.log.content().rejected().getFirst();
        assertThat(kept.key()).isEqualTo("Secret");
        assertThat(kept.user()).isNull();
        assertThat(kept.raw()).isNull();
        assertThat(fixture.meters.counter("maidian.events", "outcome", "discarded").count())
                .isEqualTo(1);
        assertThat(fixture.meters.counter("maidian.events", "outcome", "rejected").count())
                .isZero();
    }

    @Test
    void whereAnEventIsWrongBesideDiscardedOnesTheSenderIsTold() {
        IntakeFixture fixture = fixture(Undeclared.DISCARD);
        String unknown = event("Unknown", "");
        String nobody = event("BuyProduct", "").replace("\"user\"", "\"-1\"");
        Stored stored = (Stored) fixture.upload("[" + unknown + "," + nobody + "]");
        assertThat(stored.rejected()).isEqualTo(2);
        assertThat(stored.discarded()).isEqualTo(1);
        assertThat(stored.allRejected()).isTrue();
    }

    @Test
    void aRetryOfADiscardedUploadIsAnsweredTheSameAlsoAfterARestart() {
        IntakeFixture fixture = fixture(Undeclared.DISCARD);
        byte[] body = ("[" + event("Unknown", "") + "]").getBytes(StandardCharsets.UTF_8);
        String stm = Long.toString(IntakeFixture.NOW);
        UploadRequest request =
                new UploadRequest(IntakeFixture.AI, stm, Codecs.NONE, ByteBuffer.wrap(body));
        UploadOutcome first = fixture.upload(request);
        assertThat(fixture.upload(request)).isEqualTo(first);
        fixture.restart();
        assertThat(fixture.upload(request)).isEqualTo(first);
        assertThat(fixture.log.content().rejected()).hasSize(1);
    }

    @Test
    void aDryRunTellsWhatWouldBeDiscarded() {
        IntakeFixture fixture = fixture(Undeclared.DISCARD);
        byte[] body = ("[" + event("Unknown", "") + "]").getBytes(StandardCharsets.UTF_8);
        UploadRequest request =
                new UploadRequest(
                        IntakeFixture.AI,
                        null,
                        Codecs.NONE,
                        ByteBuffer.wrap(body),
                        new UploadRequest.Options(true, false));
        UploadOutcome.NotStored judged = (UploadOutcome.NotStored) fixture.upload(request);
        assertThat(judged.rejected()).isEqualTo(1);
        assertThat(judged.allRejected()).isFalse();
    }

    @Test
    void discardedVariablesDoNotTakeThePlaceOfDeclaredOnes() {
        IntakeFixture fixture = fixture(Undeclared.DISCARD);
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 110; i++) {
            many.append("'x").append(i).append("':1,");
        }
        fixture.upload("[" + event("BuyProduct", many + "'price':2") + "]");
        assertThat(fixture.log.content().events().getFirst().variables())
                .extracting(io.maidian.event.Variable::key)
                .containsExactly("price");
    }

    private static Stored stored(
            IntakeFixture fixture, int accepted, int rejected, List<EventResult> results) {
        Event first = fixture.log.content().events().getFirst();
        return new Stored(first.upload().id(), accepted, 0, rejected, 0, results, false);
    }
}
