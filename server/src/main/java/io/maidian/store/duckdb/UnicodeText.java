package io.maidian.store.duckdb;

import org.jspecify.annotations.Nullable;

/**
 * DuckDB keeps every string that is well-formed Unicode, U+0000 included, and nothing else.
 * Stateless.
 */
final class UnicodeText {
    private UnicodeText() {}

    /** Whether the text has no surrogate without its partner. */
    static boolean wellFormed(@Nullable String text) {
        if (text == null) {
            return true;
        }
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == length
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    /** The text with U+FFFD for each surrogate without its partner. */
    static String mended(String text) {
        if (wellFormed(text)) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xfffd : c)
                .forEach(out::appendCodePoint);
        return out.toString();
    }

    /** As {@link #mended}; null stays null. */
    static @Nullable String mendedOrNull(@Nullable String text) {
        return text == null ? null : mended(text);
    }
}
