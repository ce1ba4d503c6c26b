package io.maidian.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.event.Event;
import io.maidian.intake.UploadOutcome.Refusal;
import io.maidian.intake.UploadOutcome.Refused;
import io.maidian.intake.UploadOutcome.Stored;
import io.maidian.intake.UploadRequest.Codecs;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every codec of the upload contract, alone and over the others. */
class CodecTest {
    private static final String STM = "1795431440037";
    private static final byte[] PLAIN =
            "[{\"cs1\":\"用户😀\",\"tm\":1795431440000,\"t\":\"cstm\",\"n\":\"Buy\",\"var\":{\"name\":\"苹果\",\"price\":14.5}}]"
                    .getBytes(StandardCharsets.UTF_8);

    /** A way to encode, and what its header says of it. */
    record Encoding(String name, @Nullable String value, UnaryOperator<byte[]> encode) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final Encoding NONE = new Encoding("none", null, bytes -> bytes);
    private static final Encoding ZERO = new Encoding("zero", "0", bytes -> bytes);

    static final List<Encoding> TRANSFER =
            List.of(
                    NONE,
                    new Encoding("identity", "identity", bytes -> bytes),
                    new Encoding("gzip", "gzip", Encoders::gzip),
                    new Encoding("x-gzip", " X-GZIP ", Encoders::gzip),
                    new Encoding("zlib", "deflate", Encoders::zlib),
                    new Encoding("raw deflate", "deflate", Encoders::rawDeflate),
                    new Encoding("zstd", "zstd", Encoders::zstd),
                    new Encoding("gzip, identity", "gzip, identity", Encoders::gzip),
                    new Encoding(
                            "deflate, gzip",
                            "deflate,gzip",
                            bytes -> Encoders.gzip(Encoders.zlib(bytes))));

    static final List<Encoding> ENCODE =
            List.of(NONE, ZERO, new Encoding("base64", "1", Encoders::base64));

    static final List<Encoding> CRYPT =
            List.of(
                    NONE,
                    ZERO,
                    new Encoding("xor", "1", bytes -> Encoders.xor(bytes, Long.parseLong(STM))));

    static final List<Encoding> COMPRESS =
            List.of(
                    NONE,
                    ZERO,
                    new Encoding("LZ-String bytes", "1", Encoders::lzBytes),
                    new Encoding("LZ-String text", "1", Encoders::lzText),
                    new Encoding("snappy", "2", Encoders::snappy),
                    new Encoding("LZ4", "3", Encoders::lz4));

    private final IntakeFixture fixture = new IntakeFixture();

    @ParameterizedTest
    @FieldSource("TRANSFER")
    void everyCombinationIsReadAsThePlainBody(Encoding transfer) {
        IntakeFixture plain = new IntakeFixture();
        plain.upload(PLAIN, STM, Codecs.NONE);
        List<Event> expected = plain.log.content().events();
        for (Encoding encode : ENCODE) {
            for (Encoding crypt : CRYPT) {
                for (Encoding compress : COMPRESS) {
                    byte[] body =
                            transfer.encode
                                    .compose(encode.encode)
                                    .compose(crypt.encode)
                                    .compose(compress.encode)
                                    .apply(PLAIN);
                    Codecs codecs =
                            new Codecs(transfer.value, encode.value, crypt.value, compress.value);
                    assertThat(fixture.upload(body, STM, codecs))
                            .as("%s, %s, %s, %s", transfer, encode, crypt, compress)
                            .isInstanceOf(Stored.class);
                    assertThat(events())
                            .usingRecursiveFieldByFieldElementComparatorIgnoringFields("upload")
                            .isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void noMutatedBodyDoesMoreThanItsOutcome() {
        Random random = new Random(20_261_123);
        for (int round = 0; round < 6_000; round++) {
            Encoding transfer = TRANSFER.get(random.nextInt(TRANSFER.size()));
            Encoding compress = COMPRESS.get(random.nextInt(COMPRESS.size()));
            byte[] body =
                    mutated(
                            transfer.encode.apply(mutated(compress.encode.apply(PLAIN), random)),
                            random);
            Codecs codecs = new Codecs(transfer.value, null, null, compress.value);
            assertThat(fixture.upload(body, STM, codecs))
                    .as("round %d: %s, %s", round, transfer, compress)
                    .isInstanceOfAny(Stored.class, Refused.class);
            fixture.log.clear();
        }
    }

    @ParameterizedTest
    @FieldSource("TRANSFER")
    void aBodyThatIsCutOffInItsEncodingIsCorrupt(Encoding transfer) {
        if (!List.of("none", "identity").contains(transfer.name)) {
            byte[] whole = transfer.encode.apply(PLAIN);
            for (int length = 1; length < whole.length; length++) {
                corrupt(Arrays.copyOf(whole, length), new Codecs(transfer.value, null, null, null));
            }
        }
    }

    @ParameterizedTest
    @FieldSource("COMPRESS")
    void aBodyThatIsCutOffInItsCompressionIsNotTaken(Encoding compress) {
        byte[] whole = compress.encode.apply(PLAIN);
        for (int length = 1; length < whole.length - 3; length++) {
            Codecs codecs = new Codecs(null, null, null, compress.value);
            assertThat(fixture.upload(Arrays.copyOf(whole, length), null, codecs))
                    .as("%d bytes of %s", length, compress)
                    .isInstanceOf(Refused.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "zstd"})
    void aPlainBodyThatSaysItIsEncodedIsCorrupt(String encoding) {
        corrupt(PLAIN, new Codecs(encoding, null, null, null));
    }

    @Test
    void aBodyOfAnotherCompressionIsCorrupt() {
        corrupt(PLAIN, new Codecs(null, "1", null, null));
        for (String codec : List.of("1", "2", "3")) {
            corrupt(PLAIN, new Codecs(null, null, null, codec));
            corrupt(new byte[] {(byte) 0xff}, new Codecs(null, null, null, codec));
        }
    }

    @Test
    void aChangedByteIsFoundByTheCheckSumOfGzip() {
        byte[] body = Encoders.gzip(PLAIN);
        body[body.length - 5] ^= 1;
        corrupt(body, new Codecs("gzip", null, null, null));
    }

    @Test
    void aStreamThatNeedsADictionaryIsCorrupt() {
        corrupt(
                new byte[] {0x78, (byte) 0xbb, 0, 0, 0, 1, 3, 0},
                new Codecs("deflate", null, null, null));
    }

    @Test
    void base64IsTakenForUrlsInLinesAndWithoutPadding() {
        byte[] plain = new byte[PLAIN.length + 2];
        System.arraycopy(PLAIN, 0, plain, 0, PLAIN.length);
        plain[PLAIN.length] = '\n';
        plain[PLAIN.length + 1] = ' ';
        Codecs codecs = new Codecs(null, "1", null, null);
        for (Base64.Encoder encoder :
                List.of(
                        Base64.getMimeEncoder(),
                        Base64.getUrlEncoder(),
                        Base64.getUrlEncoder().withoutPadding(),
                        Base64.getEncoder().withoutPadding())) {
            assertThat(fixture.upload(encoder.encode(plain), null, codecs))
                    .isInstanceOf(Stored.class);
        }
    }

    @Test
    void theKeyOfXorIsTheStmAsItWasSent() {
        String seconds = "1795431440";
        byte[] body = Encoders.xor(PLAIN, Long.parseLong(seconds));
        Codecs codecs = new Codecs(null, null, "1", null);

        assertThat(fixture.upload(body, seconds, codecs)).isInstanceOf(Stored.class);
        Refused refused = (Refused) fixture.upload(body, null, codecs);
        assertThat(refused.refusal()).isEqualTo(Refusal.MALFORMED);
        assertThat(refused.finding().code()).isEqualTo("codec.no_key");
    }

    @Test
    void aBodyInGbkIsReadWithinItsCodecs() {
        byte[] gbk =
                new String(PLAIN, StandardCharsets.UTF_8)
                        .replace("😀", "")
                        .getBytes(Charset.forName("GBK"));
        byte[] body = Encoders.gzip(Encoders.snappy(gbk));
        fixture.upload(body, null, new Codecs("gzip", null, null, "2"));
        assertThat(events().getFirst().user()).isEqualTo("用户");
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "gzip, br", "br, gzip", "gzip gzip", "gzip;q=1", "0"})
    void anEncodingThatIsNotKnownIsRefused(String encoding) {
        unknown(Encoders.gzip(PLAIN), new Codecs(encoding, null, null, null));
    }

    @Test
    void aCodecThatIsNotKnownIsRefused() {
        unknown(PLAIN, new Codecs(null, "2", null, null));
        unknown(PLAIN, new Codecs(null, null, "2", null));
        unknown(PLAIN, new Codecs(null, null, null, "4"));
        unknown(PLAIN, new Codecs(null, null, null, "0, 0"));
    }

    @Test
    void fourEncodingsAreUndoneAndNoMore() {
        byte[] four = Encoders.gzip(Encoders.gzip(Encoders.gzip(Encoders.gzip(PLAIN))));
        assertThat(fixture.upload(four, null, new Codecs("gzip,gzip,gzip,gzip", null, null, null)))
                .isInstanceOf(Stored.class);
        unknown(Encoders.gzip(four), new Codecs("gzip,gzip,gzip,gzip,gzip", null, null, null));
    }

    private void corrupt(byte[] body, Codecs codecs) {
        Refused refused = (Refused) fixture.upload(body, STM, codecs);
        assertThat(refused.refusal()).isEqualTo(Refusal.MALFORMED);
        assertThat(refused.finding().code()).isEqualTo("codec.corrupt");
    }

    private void unknown(byte[] body, Codecs codecs) {
        Refused refused = (Refused) fixture.upload(body, STM, codecs);
        assertThat(refused.refusal()).isEqualTo(Refusal.UNKNOWN_CODEC);
        assertThat(refused.finding().code()).isEqualTo("codec.unknown");
    }

    private List<Event> events() {
        List<Event> events = fixture.log.content().events();
        fixture.log.clear();
        return events;
    }

    private static byte[] mutated(byte[] seed, Random random) {
        byte[] body = seed.clone();
        for (int i = random.nextInt(3); i > 0 && body.length > 0; i--) {
            int at = random.nextInt(body.length);
            if (random.nextInt(4) == 0) {
                body = Arrays.copyOf(body, at);
            } else {
                body[at] = (byte) random.nextInt(256);
            }
        }
        return body;
    }
}
