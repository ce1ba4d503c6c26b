package io.maidian.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.intake.BodyDecoder.Decoded;
import io.maidian.intake.Codec.Corrupt;
import io.maidian.intake.Codec.Plain;
import io.maidian.intake.Codec.TooLarge;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Against what lz-string 1.5.0, the reference, made: both forms of the texts of one file. */
class LzStringTest {
    private static final int LIMIT = 1 << 20;

    @Test
    void bothFormsOfTheReferencesVectorsAreRead() throws IOException {
        List<JsonNode> vectors = vectors();
        assertThat(vectors).hasSizeGreaterThan(10);
        for (JsonNode vector : vectors) {
            String plain = vector.get("plain").stringValue();
            assertThat(decoded(bytes(vector, "bytes"))).isEqualTo(utf8(plain));
            // The other form is taken where JSON could begin: see LzString.isText.
            if (plain.startsWith("[") || plain.startsWith("{") || plain.startsWith("\ufeff")) {
                assertThat(decoded(bytes(vector, "text"))).isEqualTo(utf8(plain));
            }
        }
    }

    @Test
    void theEncoderOfTheseTestsMakesTheReferencesVectors() throws IOException {
        for (JsonNode vector : vectors()) {
            LzStringEncoder encoder = new LzStringEncoder(vector.get("plain").stringValue());
            assertThat(encoder.bytes()).isEqualTo(bytes(vector, "bytes"));
            assertThat(encoder.text().getBytes(StandardCharsets.UTF_8))
                    .isEqualTo(bytes(vector, "text"));
        }
    }

    @Test
    void whateverIsEncodedIsReadAgain() {
        Random random = new Random(20_261_123);
        for (int round = 0; round < 500; round++) {
            StringBuilder plain = new StringBuilder("{");
            int kinds = 1 + random.nextInt(3_000);
            for (int i = random.nextInt(3_000); i > 0; i--) {
                plain.append((char) (random.nextInt(kinds) * 21));
            }
            byte[] expected = utf8(plain.toString());
            LzStringEncoder encoder = new LzStringEncoder(plain.toString());
            assertThat(decoded(encoder.bytes())).isEqualTo(expected);
            assertThat(decoded(encoder.text().getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo(expected);
        }
    }

    @Test
    void whatIsCutOffIsCorrupt() {
        byte[] whole = new LzStringEncoder("[{\"cs1\":\"苹果\"}]").bytes();
        for (int length = 1; length < whole.length - 2; length++) {
            assertThat(decode(Arrays.copyOf(whole, length))).isEqualTo(new Corrupt());
        }
    }

    @Test
    void whatBeginsWithNoCodeOrNamesOneThatIsNotThereIsCorrupt() {
        assertThat(decode(new byte[] {(byte) 0xc0, 0, 0})).isEqualTo(new Corrupt());
        // 'a' and then code 7, where only 3 and the next, 4, are known.
        assertThat(decode(new byte[] {0b0010_0001, (byte) 0b1011_1000, 0}))
                .isEqualTo(new Corrupt());
        // A character below those that the text form is made of.
        assertThat(decode(utf8("\u1b60\u001f"))).isEqualTo(new Corrupt());
    }

    @Test
    void theLimitIsTheLastByteThatIsTaken() {
        for (String unit : List.of("a", "é", "苹")) {
            byte[] plain = utf8(unit.repeat(1_000));
            byte[] encoded = new LzStringEncoder(unit.repeat(1_000)).bytes();
            assertThat(LzString.decode(new Decoded(encoded, 0, encoded.length), plain.length))
                    .isInstanceOf(Plain.class);
            assertThat(LzString.decode(new Decoded(encoded, 0, encoded.length), plain.length - 1))
                    .isEqualTo(new TooLarge("> " + (plain.length - 1)));
        }
    }

    private static Codec.Result decode(byte[] encoded) {
        return LzString.decode(new Decoded(encoded, 0, encoded.length), LIMIT);
    }

    private static byte[] decoded(byte[] encoded) {
        Codec.Result result = decode(encoded);
        assertThat(result).isInstanceOf(Plain.class);
        Decoded body = ((Plain) result).body();
        return Arrays.copyOfRange(body.bytes(), body.offset(), body.offset() + body.length());
    }

    /** UTF-8, in which halves of pairs that stand alone are encoded as if they were characters. */
    private static byte[] utf8(String text) {
        byte[][] parts =
                text.codePoints()
                        .mapToObj(c ->
                                c >= 0xd800 && c < 0xe000
                                        ? new byte[] {
                                            (byte) 0xed,
                                            (byte) (0x80 | ((c >> 6) & 0x3f)),
                                            (byte) (0x80 | (c & 0x3f))
                                        }
                                        : Character.toString(c).getBytes(StandardCharsets.UTF_8))
                        .toArray(byte[][]::new);
        byte[] all = new byte[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    private static byte[] bytes(JsonNode vector, String form) {
        return Base64.getDecoder().decode(vector.get(form).stringValue());
    }

    private static List<JsonNode> vectors() throws IOException {
        try (InputStream in = LzStringTest.class.getResourceAsStream("lz-string-1.5.0.jsonl")) {
            String lines =
                    new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            return lines.lines().map(JsonMapper.shared()::readTree).toList();
        }
    }
}
