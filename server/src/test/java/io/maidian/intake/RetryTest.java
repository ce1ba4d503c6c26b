package io.maidian.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.intake.UploadOutcome.NotStored;
import io.maidian.intake.UploadOutcome.Refused;
import io.maidian.intake.UploadOutcome.Stored;
import io.maidian.intake.UploadOutcome.Unavailable;
import io.maidian.intake.UploadRequest.Codecs;
import io.maidian.intake.UploadRequest.Options;
import io.maidian.log.LogPosition;
import io.maidian.log.Receipt;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Section 3 of the upload contract, and what asks for nothing to be stored. */
class RetryTest {
    private static final String STM = Long.toString(IntakeFixture.NOW - 100);
    private static final String GOOD =
            "{\"cs1\":\"u\",\"tm\":1434556935000,\"t\":\"cstm\",\"n\":\"Buy\"}";
    private static final String WARNED = "{\"cs1\":\"u\",\"tm\":1434556935000,\"n\":\"Buy\"}";
    private static final String BAD = "{\"cs1\":\"-1\",\"tm\":1434556935000,\"n\":\"Buy\"}";
    private static final String MIXED =
            "[" + GOOD + "," + BAD + "," + WARNED + "," + GOOD + "," + BAD + "]";

    private final IntakeFixture fixture = new IntakeFixture();

    @Test
    void theSameBytesTwiceAreStoredOnceAndAnsweredAlike() {
        String body = "[" + GOOD + "," + GOOD + "," + GOOD + "]";
        Stored first = stored(upload(body));
        assertThat(first.accepted()).isEqualTo(3);
        assertThat(upload(body))
                .isEqualTo(new Stored(first.id(), 0, 3, 0, 0, List.of(), false))
                .isEqualTo(upload(body));
        assertThat(fixture.log.content().events()).hasSize(3);
        assertThat(count("maidian.uploads", "stored")).isEqualTo(1);
        assertThat(count("maidian.uploads", "duplicate")).isEqualTo(2);
        assertThat(count("maidian.events", "accepted")).isEqualTo(3);
        assertThat(count("maidian.events", "duplicate")).isEqualTo(6);
    }

    @Test
    void aRetryIsToldTheFindingsOfTheFirst() {
        Stored first = stored(upload(MIXED));
        assertThat(upload(MIXED)).isEqualTo(again(first));
        assertThat(first.results()).hasSize(3);
        assertThat(fixture.log.content().rejected()).hasSize(2);
    }

    @Test
    void whatIsRejectedWholeIsQuarantinedOnce() {
        Stored first = stored(upload("[" + BAD + "]"));
        assertThat(upload("[" + BAD + "]")).isEqualTo(first);
        assertThat(fixture.log.content().rejected()).hasSize(1);
        assertThat(count("maidian.uploads", "duplicate")).isEqualTo(1);
        assertThat(count("maidian.events", "rejected")).isEqualTo(1);
    }

    @Test
    void fourAtOnceAreStoredOnce() {
        List<UploadOutcome> told = new ArrayList<>();
        fixture.log.hold();
        for (int i = 0; i < 4; i++) {
            fixture.upload(request(MIXED), told::add);
        }
        assertThat(told).isEmpty();
        fixture.log.release();

        Stored first = stored(told.getFirst());
        assertThat(told).containsExactly(first, again(first), again(first), again(first));
        assertThat(fixture.log.appended()).isEqualTo(1);
        assertThat(upload(MIXED)).isEqualTo(again(first));
    }

    @Test
    void whatFailedIsStoredWhenItIsSentAgain() {
        List<UploadOutcome> told = new ArrayList<>();
        fixture.log.hold();
        fixture.upload(request(GOOD), told::add);
        fixture.upload(request(GOOD), told::add);
        fixture.log.failWith(new Receipt.Unavailable(Receipt.Cause.QUEUE_FULL));
        fixture.log.release();
        assertThat(told).hasSize(2).containsOnly(new Unavailable(Receipt.Cause.QUEUE_FULL));

        fixture.log.failWith(null);
        assertThat(stored(upload(GOOD)).accepted()).isEqualTo(1);
        assertThat(stored(upload(GOOD)).duplicate()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "1795431439901, -, -, -, -, ''",
                "1795431439900, identity, -, -, -, ''",
                "1795431439900, -, 0, -, -, ''",
                "1795431439900, -, -, 0, -, ''",
                "1795431439900, -, -, -, 0, ''",
                "1795431439900, -, -, -, -, ' '",
            })
    void whatDiffersInAnythingIsNoRetry(
            String stm,
            @Nullable String contentEncoding,
            @Nullable String encode,
            @Nullable String crypt,
            @Nullable String compress,
            String more) {
        upload(GOOD);
        Codecs codecs = new Codecs(contentEncoding, encode, crypt, compress);
        byte[] body = (GOOD + more).getBytes(StandardCharsets.UTF_8);

        assertThat(stored(fixture.upload(body, stm, codecs)).accepted()).isEqualTo(1);
        assertThat(fixture.log.content().events()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"-", "''", "1795431439", "179543143990", "17954314399000", "0"})
    void withoutATimeInMsNothingIsARetry(@Nullable String stm) {
        byte[] body = GOOD.getBytes(StandardCharsets.UTF_8);
        fixture.upload(body, stm, Codecs.NONE);
        assertThat(stored(fixture.upload(body, stm, Codecs.NONE)).accepted()).isEqualTo(1);
    }

    @Test
    void aRetryIsKnownForTenMinutes() {
        upload(GOOD);
        fixture.advanceMillis(600_000);
        assertThat(stored(upload(GOOD)).duplicate()).isEqualTo(1);
        fixture.advanceMillis(1);
        assertThat(stored(upload(GOOD)).accepted()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {3_600_000, -3_600_000, 700_000, -61_000, 86_400_000})
    void aRetryIsKnownThoughTheClockWasSet(long byMillis) {
        Stored first = stored(upload(MIXED));
        Stored single = stored(upload("[" + GOOD + "]"));
        fixture.setClock(byMillis);
        Stored after = stored(upload("[" + GOOD + "," + GOOD + "]"));
        assertThat(upload(MIXED)).isEqualTo(again(first));
        assertThat(upload("[" + GOOD + "]")).isEqualTo(again(single));
        fixture.setClock(-2 * byMillis);
        assertThat(upload("[" + GOOD + "]")).isEqualTo(again(single));
        assertThat(upload("[" + GOOD + "," + GOOD + "]")).isEqualTo(again(after));
        fixture.advanceMillis(601_000);
        assertThat(stored(upload("[" + GOOD + "]")).accepted()).isEqualTo(1);
    }

    @Test
    void aRetryIsKnownAcrossARestart() {
        Stored mixed = stored(upload(MIXED));
        Stored rejected = stored(upload("[" + BAD + "]"));
        Stored many = stored(upload("[" + BAD + ",{}".repeat(100) + "]"));
        fixture.upload(GOOD);
        fixture.restart();

        assertThat(upload(MIXED)).isEqualTo(again(mixed));
        assertThat(upload("[" + BAD + "]")).isEqualTo(rejected);
        assertThat(upload("[" + BAD + ",{}".repeat(100) + "]")).isEqualTo(many);
        assertThat(stored(fixture.upload(GOOD)).accepted()).isEqualTo(1);
        fixture.advanceMillis(600_001);
        fixture.restart();
        assertThat(stored(upload(MIXED)).accepted()).isEqualTo(3);
    }

    @Test
    void aStartReadsNoFurtherBackThanItNeeds() {
        String large = "[{\"x\":\"" + "x".repeat(3 << 20) + "\"}]";
        for (int i = 0; i < 8; i++) {
            fixture.upload(large);
        }
        fixture.advanceMillis(600_001);
        Stored first = stored(upload(GOOD));
        fixture.upload(large);
        fixture.upload(large);
        fixture.restart();

        assertThat(stored(upload(GOOD))).isEqualTo(again(first));
        assertThat(fixture.log.lastRead()).isGreaterThan(LogPosition.START);
    }

    @Test
    void aRefusedUploadThatComesAgainLeavesNoSecondSample() {
        for (int i = 0; i < 3; i++) {
            assertThat(upload("[")).isInstanceOf(Refused.class);
        }
        fixture.restart();
        assertThat(upload("[")).isInstanceOf(Refused.class);
        assertThat(fixture.log.content().refused()).hasSize(1);
        assertThat(count("maidian.uploads", "refused")).isEqualTo(4);
    }

    @Test
    void anEmptyArrayIsAnsweredAlikeAgain() {
        assertThat(upload("[]")).isEqualTo(upload("[]"));
    }

    @Test
    void aDryRunIsJudgedAndNothingOfItIsStored() {
        Options dryRun = new Options(true, false);
        NotStored judged = (NotStored) fixture.upload(request(MIXED, dryRun));
        assertThat(judged.accepted()).isEqualTo(3);
        assertThat(judged.rejected()).isEqualTo(2);
        assertThat(judged.warned()).isEqualTo(1);
        assertThat(judged.strict()).isFalse();
        assertThat(fixture.upload(request("[", dryRun))).isInstanceOf(Refused.class);
        assertThat(fixture.log.appended()).isZero();
        assertThat(count("maidian.events", "accepted")).isZero();

        Stored stored = stored(upload(MIXED));
        assertThat(stored.accepted()).isEqualTo(3);
        assertThat(stored.results()).isEqualTo(judged.results());
        assertThat(fixture.upload(request(MIXED, dryRun))).isEqualTo(judged);
    }

    @Test
    void aStrictUploadWithARejectedEventLeavesOnlyASample() {
        Options strict = new Options(false, true);
        NotStored refused = (NotStored) fixture.upload(request(MIXED, strict));
        assertThat(refused.strict()).isTrue();
        assertThat(refused.accepted()).isZero();
        assertThat(refused.rejected()).isEqualTo(5);
        assertThat(refused.results()).hasSize(3);
        assertThat(fixture.upload(request(MIXED, strict))).isEqualTo(refused);
        assertThat(fixture.log.content().events()).isEmpty();
        assertThat(fixture.log.content().rejected()).isEmpty();
        assertThat(fixture.log.content().refused()).hasSize(1);
        assertThat(fixture.log.content().refused().getFirst().reason().pointer())
                .isEqualTo("/1/cs1");

        assertThat(stored(upload(MIXED)).accepted()).isEqualTo(3);
        assertThat(stored(fixture.upload(request(GOOD, strict))).accepted()).isEqualTo(1);
        assertThat(stored(fixture.upload(request(GOOD, strict))).duplicate()).isEqualTo(1);
        assertThat(((NotStored) fixture.upload(request(MIXED, new Options(true, true)))).rejected())
                .isEqualTo(5);
    }

    private UploadOutcome upload(String body) {
        return fixture.upload(request(body));
    }

    private static UploadRequest request(String body) {
        return request(body, Options.NONE);
    }

    private static UploadRequest request(String body, Options options) {
        ByteBuffer bytes = ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8));
        return new UploadRequest(IntakeFixture.AI, STM, Codecs.NONE, bytes, options);
    }

    private static Stored again(Stored first) {
        return new Stored(
                first.id(),
                0,
                first.accepted(),
                first.rejected(),
                first.warned(),
                first.results(),
                first.truncated());
    }

    private double count(String meter, String outcome) {
        return fixture.meters.counter(meter, "outcome", outcome).count();
    }

    private static Stored stored(UploadOutcome outcome) {
        assertThat(outcome).isInstanceOf(Stored.class);
        return (Stored) outcome;
    }
}
