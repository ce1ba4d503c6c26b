package io.maidian.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.catalog.ProjectSettings;
import io.maidian.catalog.Quota;
import io.maidian.catalog.Quota.Rate;
import io.maidian.intake.UploadOutcome.NotStored;
import io.maidian.intake.UploadOutcome.Refusal;
import io.maidian.intake.UploadOutcome.Refused;
import io.maidian.intake.UploadOutcome.Stored;
import io.maidian.intake.UploadRequest.Codecs;
import io.maidian.intake.UploadRequest.Options;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is set for a project, on the upload path. */
class ProjectSettingsTest {
    private static final String STM = Long.toString(IntakeFixture.NOW);
    private static final String GOOD =
            "{\"cs1\":\"u\",\"tm\":1434556935000,\"t\":\"cstm\",\"n\":\"Buy\"}";

    private final IntakeFixture fixture = new IntakeFixture();

    @Test
    void nothingOfAProjectThatIsSwitchedOffIsStored() {
        set(false, true, Quota.NONE);
        for (String body : new String[] {events(1), "[{}]", "not JSON", ""}) {
            Refused refused = refused(upload(body, STM, false));
            assertThat(refused.refusal()).isEqualTo(Refusal.SWITCHED_OFF);
            assertThat(refused.finding().code()).isEqualTo("project.uploads_off");
            assertThat(refused.retryAfterSeconds()).isZero();
        }
        assertThat(refused(upload(events(1), "x", false)).finding().code())
                .isEqualTo("project.uploads_off");
        assertThat(refused(upload(events(1), null, true)).finding().code())
                .isEqualTo("project.uploads_off");
        assertThat(fixture.log.appended()).isZero();
        assertThat(findings("project.uploads_off")).isEqualTo(6);
    }

    @Test
    void whatWasRefusedIsStoredOnceTheProjectIsSwitchedOn() {
        set(false, true, Quota.NONE);
        upload(events(2), STM, false);
        set(true, true, Quota.NONE);
        assertThat(stored(upload(events(2), STM, false)).accepted()).isEqualTo(2);
        set(false, true, Quota.NONE);
        // Also one that would be known as a retry.
        refused(upload(events(2), STM, false));
    }

    @Test
    void withoutRetryDetectionTheSameBytesTwiceAreStoredTwice() {
        set(true, false, Quota.NONE);
        assertThat(stored(upload(events(1), STM, false)).accepted()).isEqualTo(1);
        assertThat(stored(upload(events(1), STM, false)).accepted()).isEqualTo(1);
        assertThat(fixture.log.content().events()).hasSize(2);
        // Nothing is left from then, so what is switched on knows the first after it as the first.
        set(true, true, Quota.NONE);
        assertThat(stored(upload(events(1), STM, false)).accepted()).isEqualTo(1);
        assertThat(stored(upload(events(1), STM, false)).duplicate()).isEqualTo(1);
    }

    @Test
    void beyondTheQuotaOfEventsNothingIsStoredUntilTheTimeThatWasTold() {
        set(true, true, new Quota(new Rate(10, 20), null));
        assertThat(stored(upload(events(20))).accepted()).isEqualTo(20);
        int appended = fixture.log.appended();
        Refused refused = refused(upload(events(15)));
        assertThat(refused.refusal()).isEqualTo(Refusal.OVER_QUOTA);
        assertThat(refused.finding().code()).isEqualTo("quota.events");
        assertThat(refused.finding().got()).isEqualTo("15");
        assertThat(refused.retryAfterSeconds()).isEqualTo(2);
        assertThat(fixture.log.appended()).isEqualTo(appended);
        assertThat(findings("quota.events")).isEqualTo(1);
        fixture.advanceMillis(1_499);
        refused(upload(events(15)));
        fixture.advanceMillis(1);
        assertThat(stored(upload(events(15))).accepted()).isEqualTo(15);
    }

    @Test
    void rejectedEventsCountAgainstTheQuotaAsTheyAreKept() {
        set(true, true, new Quota(Rate.perSecond(5), null));
        assertThat(stored(upload("[{},{},{},{},{}]")).rejected()).isEqualTo(5);
        refused(upload(events(1)));
    }

    @Test
    void aBatchLargerThanTheBurstPassesWhenNothingElseCameForLongEnough() {
        set(true, true, new Quota(new Rate(100, 10), null));
        assertThat(stored(upload(events(500))).accepted()).isEqualTo(500);
        assertThat(refused(upload(events(1))).retryAfterSeconds()).isEqualTo(5);
        fixture.advanceMillis(4_910);
        assertThat(stored(upload(events(1))).accepted()).isEqualTo(1);
    }

    @Test
    void bytesAreCountedAsTheyCameAndBeforeTheyAreDecoded() {
        byte[] gzip = Encoders.gzip(events(1_000).getBytes(StandardCharsets.UTF_8));
        set(true, true, new Quota(null, Rate.perSecond(gzip.length)));
        Codecs codecs = new Codecs("gzip", null, null, null);
        assertThat(stored(fixture.upload(gzip, null, codecs)).accepted()).isEqualTo(1_000);
        Refused refused = refused(upload("not even JSON"));
        assertThat(refused.finding().code()).isEqualTo("quota.bytes");
        assertThat(refused.finding().got()).isEqualTo("13");
        assertThat(refused.retryAfterSeconds()).isEqualTo(1);
        assertThat(fixture.log.appended()).isEqualTo(1);
        assertThat(findings("quota.bytes")).isEqualTo(1);
        fixture.advanceMillis(1_000);
        assertThat(stored(fixture.upload(gzip, null, codecs)).accepted()).isEqualTo(1_000);
    }

    @Test
    void whatTheQuotaOfEventsRefusesLeavesTheQuotaOfBytesAsItWas() {
        int length = events(1).length();
        set(true, true, new Quota(Rate.perSecond(1), new Rate(1, 2L * length)));
        stored(upload(events(1)));
        for (int i = 0; i < 5; i++) {
            assertThat(refused(upload(events(1))).finding().code()).isEqualTo("quota.events");
        }
        fixture.advanceMillis(1_000);
        stored(upload(events(1)));
    }

    @Test
    void aRetryOfWhatWasStoredCostsNothing() {
        set(true, true, new Quota(Rate.perSecond(1), Rate.perSecond(1)));
        stored(upload(events(1), STM, false));
        for (int i = 0; i < 5; i++) {
            assertThat(stored(upload(events(1), STM, false)).duplicate()).isEqualTo(1);
        }
        assertThat(refused(upload(events(2), STM, false)).refusal()).isEqualTo(Refusal.OVER_QUOTA);
    }

    @Test
    void aDryRunIsHeldToTheQuotaAsTheUploadWouldBe() {
        set(true, true, new Quota(Rate.perSecond(1), null));
        assertThat(upload(events(1), null, true)).isInstanceOf(NotStored.class);
        assertThat(refused(upload(events(1), null, true)).finding().code())
                .isEqualTo("quota.events");
    }

    @Test
    void anEmptyArrayIsTakenWhateverTheQuotaOfEvents() {
        set(true, true, new Quota(Rate.perSecond(1), null));
        stored(upload(events(1)));
        assertThat(stored(upload("[]")).accepted()).isZero();
    }

    @Test
    void aQuotaThatWasChangedBeginsFull() {
        set(true, true, new Quota(Rate.perSecond(1), null));
        stored(upload(events(1)));
        refused(upload(events(1)));
        set(true, true, new Quota(Rate.perSecond(2), null));
        stored(upload(events(2)));
        refused(upload(events(1)));
        set(true, true, Quota.NONE);
        stored(upload(events(100)));
    }

    private void set(boolean uploads, boolean retryDetection, Quota quota) {
        ProjectSettings defaults = ProjectSettings.DEFAULTS;
        fixture.set(
                new ProjectSettings(
                        uploads,
                        retryDetection,
                        defaults.undeclared(),
                        quota,
                        defaults.quarantineRetention()));
    }

    private static String events(int count) {
        return "[" + String.join(",", Collections.nCopies(count, GOOD)) + "]";
    }

    private UploadOutcome upload(String body) {
        return upload(body, null, false);
    }

    private UploadOutcome upload(String body, @Nullable String stm, boolean dryRun) {
        return fixture.upload(
                new UploadRequest(
                        IntakeFixture.AI,
                        stm,
                        Codecs.NONE,
                        ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)),
                        new Options(dryRun, false)));
    }

    private static Stored stored(UploadOutcome outcome) {
        assertThat(outcome).isInstanceOf(Stored.class);
        return (Stored) outcome;
    }

    private static Refused refused(UploadOutcome outcome) {
        assertThat(outcome).isInstanceOf(Refused.class);
        return (Refused) outcome;
    }

    private double findings(String code) {
        return fixture.meters.get("maidian.findings").tag("code", code).counter().count();
    }
}
