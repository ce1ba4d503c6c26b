package io.maidian.store.duckdb;

import io.maidian.store.UnloadableException;
import java.nio.charset.StandardCharsets;
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

    /**
     * The text as DuckDB keeps it.
     *
     * @throws UnloadableException where it has a surrogate without its partner
     */
    static byte[] utf8(String text) throws UnloadableException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        // A lone surrogate becomes one question mark; most texts are plain ASCII, and without any.
        boolean plain = utf8.length == text.length() && !contains(utf8, (byte) '?');
        if (!plain && !wellFormed(text)) {
            throw new UnloadableException("a text has an unpaired surrogate", null);
        }
        return utf8;
    }

    private static boolean contains(byte[] bytes, byte wanted) {
        for (byte b : bytes) {
            if (b == wanted) {
                return true;
            }
        }
        return false;
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
