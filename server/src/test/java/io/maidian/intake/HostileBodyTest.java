package io.maidian.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.airlift.compress.v3.snappy.SnappyJavaCompressor;
import io.maidian.intake.UploadOutcome.Refused;
import io.maidian.intake.UploadOutcome.Stored;
import io.maidian.intake.UploadRequest.Codecs;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Bodies made to hurt: they are told what is wrong, in bounded memory. */
class HostileBodyTest {
    private static final Codecs SNAPPY = new Codecs(null, null, null, "2");

    private final IntakeFixture fixture = new IntakeFixture();

    @Test
    void snappyThatDeclaresFourGibibytesIsRefusedBeforeItIsInflated() {
        byte[] bomb = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f, 0, 0};
        assertThat(allocated(() -> refused(bomb, SNAPPY, "codec.corrupt"))).isLessThan(1 << 20);
    }

    @Test
    void snappyOfMoreThanTheLimitIsRefusedBeforeItIsInflated() {
        byte[] bomb = snappy(new byte[(32 << 20) + 1]);
        assertThat(allocated(() -> refused(bomb, SNAPPY, "body.too_large"))).isLessThan(1 << 20);
    }

    @Test
    void snappyThatDeclaresMoreThanItCanHoldIsRefusedBeforeItIsInflated() {
        byte[] bomb = {0, 0, 0, 8, 0, 0};
        bomb[0] = (byte) 0x80;
        bomb[1] = (byte) 0x80;
        bomb[2] = (byte) 0x80;
        assertThat(allocated(() -> refused(bomb, SNAPPY, "codec.corrupt"))).isLessThan(1 << 20);
    }

    @Test
    void deepJsonIsRefusedAtItsNinthLevel() {
        byte[] body = "[".repeat(100_000).getBytes(StandardCharsets.UTF_8);
        assertThat(allocated(() -> refused(body, Codecs.NONE, "body.too_deep")))
                .isLessThan(2 << 20);
    }

    @Test
    void aHundredThousandVariablesCostNoMoreThanTheirNames() {
        String event = event("\"var\":{" + members(100_000, i -> "\"k" + i + "\":" + i) + "}");
        assertThat(
                        allocated(() -> {
                            Stored stored = (Stored) fixture.upload(event);
                            assertThat(stored.results().getFirst().finding().code())
                                    .isEqualTo("var.too_many");
                        }))
                .isLessThan(40 << 20);
        assertThat(fixture.log.content().events().getFirst().variables()).hasSize(100);
    }

    @Test
    void moreNamesThanAnyEventNeedsAreRefusedBeforeTheyTakeMuch() {
        byte[] body =
                event(
                                "\"var\":{"
                                        + members(
                                                1_000_000,
                                                i -> "\"" + Integer.toString(i, 36) + "\":1")
                                        + "}")
                        .getBytes(StandardCharsets.UTF_8);
        IntakeFixture wide =
                new IntakeFixture(new IntakeLimits(32 << 20, 32 << 20, 10_000, 8, 100, 255));
        assertThat(
                        allocated(() -> {
                            UploadOutcome outcome = wide.upload(body, null, Codecs.NONE);
                            assertThat(((Refused) outcome).finding().code())
                                    .isEqualTo("body.too_many_names");
                        }))
                .isLessThan(64 << 20);
    }

    @Test
    void moreNamesThanAnyUploadNeedsAreRefused() {
        byte[] body =
                event(
                                "\"x\":{"
                                        + members(
                                                1_300_000,
                                                i -> "\"" + Integer.toString(i, 36) + "\":1")
                                        + "}")
                        .getBytes(StandardCharsets.UTF_8);
        byte[] compressed = snappy(body);
        assertThat(compressed.length).isLessThan(IntakeLimits.DEFAULTS.wireBytes() * 3);
        IntakeFixture wide =
                new IntakeFixture(new IntakeLimits(32 << 20, 32 << 20, 10_000, 8, 100, 255));
        UploadOutcome outcome = wide.upload(compressed, null, SNAPPY);
        assertThat(((Refused) outcome).finding().code()).isEqualTo("body.too_many_names");
    }

    @Test
    void aFiveMegabyteStringIsCut() {
        byte[] body =
                event("\"var\":{\"a\":\"" + "x".repeat(5_000_000) + "\"}")
                        .getBytes(StandardCharsets.UTF_8);
        refused(body, Codecs.NONE, "body.too_large");
        Stored stored = (Stored) fixture.upload(snappy(body), null, SNAPPY);

        assertThat(stored.accepted()).isEqualTo(1);
        assertThat(
                        fixture.log
                                .content()
                                .events()
                                .getFirst()
                                .variables()
                                .getFirst()
                                .value()
                                .toString())
                .hasSizeLessThan(300);
    }

    @Test
    void aStringOfThirtyMegabytesCostsNoMoreThanItsBeginning() {
        IntakeFixture wide =
                new IntakeFixture(new IntakeLimits(32 << 20, 32 << 20, 10_000, 8, 100, 255));
        byte[] body =
                event("\"var\":{\"a\":\"" + "x".repeat(30_000_000) + "\"}")
                        .getBytes(StandardCharsets.UTF_8);
        assertThat(
                        allocated(() -> {
                            Stored stored = (Stored) wide.upload(body);
                            assertThat(stored.warned()).isEqualTo(1);
                        }))
                .isLessThan(4 << 20);
    }

    @Test
    void whereverALongStringIsCutItsBeginningIsKept() {
        for (String unit : new String[] {"x", "\\u00e9", "\\n", "é", "埋", "😀", "\\ud83d\\ude00"}) {
            for (int shift = 0; shift < 12; shift++) {
                String text = "y".repeat(shift) + unit.repeat(70_000 / unit.length());
                Stored stored =
                        (Stored)
                                fixture.upload(
                                        event("\"var\":{\"a\":\"" + text + "\",\"b\":\"after\"}"));
                assertThat(stored.accepted()).as(unit).isEqualTo(1);
                assertThat(stored.results().getFirst().finding().code()).isEqualTo("var.too_long");
            }
            String kept =
                    fixture.log.content().events().getLast().variables().getFirst().toString();
            assertThat(kept).contains("yyyyyyyyyyy");
            assertThat(fixture.log.content().events().getLast().variables()).hasSize(2);
        }
    }

    @Test
    void aNumberOfAMillionDigitsIsReadInBoundedTime() {
        String digits = "9".repeat(1_000_000);
        Stored stored =
                (Stored)
                        fixture.upload(
                                event(
                                        "\"num\":0."
                                                + digits
                                                + ",\"var\":{\"a\":"
                                                + digits
                                                + ",\"b\":1e-"
                                                + "9".repeat(9)
                                                + "}"));
        assertThat(stored.accepted()).isEqualTo(1);
        assertThat(((Stored) fixture.upload(event("\"tm\":" + digits))).rejected()).isEqualTo(1);
        assertThat(((Stored) fixture.upload(event("\"cs1\":" + digits))).rejected()).isEqualTo(1);
    }

    @Test
    void namesWithTheSameHashAreRead() {
        // 2^12 names of one String.hashCode.
        String names =
                IntStream.range(0, 4_096)
                        .mapToObj(i ->
                                IntStream.range(0, 12)
                                        .mapToObj(bit -> (i >> bit & 1) == 0 ? "Aa" : "BB")
                                        .collect(Collectors.joining("", "\"", "\":1")))
                        .collect(Collectors.joining(","));
        assertThat(fixture.upload(event("\"var\":{" + names + "}"))).isInstanceOf(Stored.class);
    }

    @Test
    void noMutatedBodyDoesMoreThanItsOutcome() {
        Random random = new Random(20_261_101);
        byte[][] seeds = {
            RecordedRequest.bytes("java-1.0.4-snappy.decoded.json"),
            event(
                            "\"var\":{\"a\":-1.5e3,\"b\":\"\\ud83d\\ude00\\n\",\"c\":[{}]},\"num\":1,\"u\":\"v\",\"id\":\"i\"")
                    .getBytes(StandardCharsets.UTF_8),
            RecordedRequest.read("php.raw").body().array()
        };
        for (int round = 0; round < 20_000; round++) {
            byte[] plain = mutated(seeds[round % seeds.length], random);
            boolean snappy = round % 4 == 0;
            byte[] body = snappy ? mutated(snappy(plain), random) : plain;
            String stm = round % 3 == 0 ? mutatedStm(random) : null;
            UploadOutcome outcome = fixture.upload(body, stm, snappy ? SNAPPY : Codecs.NONE);
            assertThat(outcome).as("round %d", round).isInstanceOfAny(Stored.class, Refused.class);
            // What went into the log must be read again.
            fixture.log.content();
            fixture.log.clear();
            fixture.advanceMillis(50);
        }
    }

    private static String mutatedStm(Random random) {
        return new String(
                mutated("1795431440000".getBytes(StandardCharsets.UTF_8), random),
                StandardCharsets.ISO_8859_1);
    }

    private static byte[] mutated(byte[] seed, Random random) {
        byte[] body = seed.clone();
        byte[] telling = "{}[]\",:\\u0-.eE+9ntf \u00ff".getBytes(StandardCharsets.ISO_8859_1);
        for (int i = random.nextInt(6); i > 0; i--) {
            int at = random.nextInt(body.length);
            switch (random.nextInt(5)) {
                case 0 -> body[at] = (byte) random.nextInt(256);
                case 1, 2 -> body[at] = telling[random.nextInt(telling.length)];
                case 3 -> body = Arrays.copyOf(body, Math.max(1, at));
                default -> {
                    int count = random.nextInt(body.length - at + 1);
                    byte[] longer = Arrays.copyOf(body, body.length + count);
                    System.arraycopy(body, at, longer, body.length, count);
                    body = longer;
                }
            }
        }
        return body;
    }

    private void refused(byte[] body, Codecs codecs, String code) {
        UploadOutcome outcome = fixture.upload(body, null, codecs);
        assertThat(outcome).isInstanceOf(Refused.class);
        assertThat(((Refused) outcome).finding().code()).isEqualTo(code);
    }

    private static long allocated(Runnable work) {
        work.run();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        work.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    private static byte[] snappy(byte[] plain) {
        SnappyJavaCompressor compressor = new SnappyJavaCompressor();
        byte[] out = new byte[compressor.maxCompressedLength(plain.length)];
        return Arrays.copyOf(out, compressor.compress(plain, 0, plain.length, out, 0, out.length));
    }

    private static String members(int count, IntFunction<String> member) {
        return IntStream.range(0, count).mapToObj(member).collect(Collectors.joining(","));
    }

    private static String event(String more) {
        return "[{\"cs1\":\"user\",\"tm\":1434556935000,\"t\":\"cstm\",\"n\":\"Buy\","
                + more
                + "}]";
    }
}
