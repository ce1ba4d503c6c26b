package io.maidian.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RawQueryTest {
    @ParameterizedTest
    @CsvSource({
        "data=a,                    a",
        "stm=1&data=a&data=b,       a",
        "x=data=z&DATA=a,           a",
        "xdata=z&data=a,            a",
        "data=a+b%20c,              a b c",
        "data=%7b%22n%22%3A1%7D,    '{\"n\":1}'",
        "data=%E8%8B%B9,            苹",
        "data=a%2Bb%26c,            a+b&c",
        "data=50%&x=1,              50%",
        "data=%zz%1,                %zz%1",
        "data=%&00=,                %",
        "data=a?b=c,                a?b=c",
        "data=,                     ''",
        "data=&x=1,                 ''",
    })
    void theFirstValueOfItsNameIsDecoded(String query, String expected) {
        assertThat(RawQuery.text(query, "data")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"''", "data", "data&x=1", "x=1", "xdata=1", "dat=a", "x&y"})
    void aNameWithoutAValueIsNone(String query) {
        assertThat(RawQuery.text(query, "data")).isNull();
        assertThat(RawQuery.bytes(null, "data")).isNull();
    }

    @Test
    void bytesAreLeftAsTheyCame() {
        assertThat(RawQuery.bytes("data=%C6%BB\u00b9\u00fb", "data"))
                .isEqualTo(new byte[] {(byte) 0xc6, (byte) 0xbb, (byte) 0xb9, (byte) 0xfb});
        byte[] utf8 = "苹".getBytes(StandardCharsets.UTF_8);
        assertThat(RawQuery.text("data=" + new String(utf8, StandardCharsets.ISO_8859_1), "data"))
                .isEqualTo("苹");
    }
}
