package io.maidian.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCursorTest {
    private static JsonCursor over(String json) {
        JsonCursor cursor = new JsonCursor();
        cursor.begin(ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8)));
        return cursor;
    }

    private static @Nullable String text(String rest) {
        return over(rest).text();
    }

    @Test
    void wholeNumbersOfUpTo18DigitsAreReadExactly() {
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            long number = random.nextLong(1_000_000_000_000_000_000L) / (long) Math.pow(10, i % 18);
            JsonCursor cursor = over(number + (i % 2 == 0 ? "" : ",12345678"));
            assertThat(cursor.digits()).isEqualTo(number);
            assertThat(cursor.position()).isEqualTo(Long.toString(number).length());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "-1", "/", ":", "1234567890123456789", "99999999999999999999999"})
    void whatIsNoSuchNumberIsSaidToBeNone(String json) {
        assertThat(over(json).digits()).isEqualTo(-1);
    }

    @ParameterizedTest
    @CsvSource({
        "1234567/, 1234567",
        "1234567:9, 1234567",
        "0000000000001, 1",
        "12345678x, 12345678"
    })
    void aNumberEndsWhereTheDigitsDo(String json, long number) {
        assertThat(over(json).digits()).isEqualTo(number);
    }

    @Test
    void aStringEndsAtItsQuotationMarkWhereverThatLies() {
        for (int length = 0; length < 40; length++) {
            String text = "é苹😀x".repeat(10).substring(0, length / 5 * 5) + "y".repeat(length % 5);
            assertThat(text(text + "\",\"next\"")).isEqualTo(text);
            assertThat(text(text)).isNull();
            assertThat(text(text + "\u001f\"")).isNull();
            assertThat(text(text + "\\n\u007f" + text + "\"")).isEqualTo(text + "\n\u007f" + text);
        }
    }

    @Test
    void escapesAreRead() {
        assertThat(text("\\\"\\\\\\/\\b\\f\\n\\r\\t\\u82F9\\ud83d\\ude00\\u0000\""))
                .isEqualTo("\"\\/\b\f\n\r\t苹😀\0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\\", "\\\"", "\\x\"", "\\u\"", "\\u123\"", "\\u12g4\"", "\\u00e", "a\\"})
    void whatIsNoEscapeIsSaidToBeNone(String rest) {
        assertThat(text(rest)).isNull();
    }

    @Test
    void aLongStringIsLeftToAParser() {
        assertThat(text("x".repeat(64 << 10) + "\"")).hasSize(64 << 10);
        assertThat(text("x".repeat(64 << 10) + "y\"")).isNull();
        assertThat(text("\\n".repeat(40 << 10) + "\"")).isNull();
    }

    @Test
    void textsThatComeAgainAreOneString() {
        RepeatedTexts texts = new RepeatedTexts();
        byte[] twice = "product_nameproduct_name".getBytes(StandardCharsets.UTF_8);
        String first = texts.text(twice, 0, 12);
        String second = texts.text(twice, 12, 24);
        String third = texts.text(twice, 0, 12);

        assertThat(first).isEqualTo(second).isEqualTo("product_name");
        assertThat(third).isSameAs(second);
    }

    @Test
    void textsAreToldApartWhateverIsRemembered() {
        RepeatedTexts texts = new RepeatedTexts();
        Random random = new Random(2);
        for (int i = 0; i < 200_000; i++) {
            String text = Integer.toString(random.nextInt(5_000), 3).repeat(1 + random.nextInt(7));
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            assertThat(texts.text(bytes, 0, bytes.length)).isEqualTo(text);
        }
    }
}
