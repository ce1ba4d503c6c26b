package io.maidian.intake;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LanguageTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                                             | EN
                    ''                       | EN
                    zh                       | ZH
                    zh-CN,zh;q=0.9,en;q=0.8  | ZH
                    en-US,en;q=0.9,zh;q=0.8  | EN
                    fr, zh-TW;q=0.5          | ZH
                    en;q=0.2, zh;q=0.7       | ZH
                    zh;q=0                   | EN
                    de, *                    | EN
                    zh;q=9.9.9               | ZH
                    ;;,=                     | EN
                    """)
    void theSendersFavouriteThatTheServerSpeaksIsChosen(
            @Nullable String header, Language expected) {
        assertThat(Language.of(header)).isEqualTo(expected);
    }
}
