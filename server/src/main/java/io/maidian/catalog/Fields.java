package io.maidian.catalog;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules that several records' fields share. */
final class Fields {
    private static final Pattern ID = Pattern.compile("[0-9A-Za-z_-]{1,64}");
    private static final int SHOWN = 40;

    private Fields() {}

    /** An id that stands in addresses. */
    static void id(String field, String value) {
        if (!ID.matcher(value).matches()) {
            throw new InvalidFieldException(
                    field, "1 to 64 of the letters a-z and A-Z, digits, _ and -", shown(value));
        }
    }

    /** A key that uploads name, so it is exactly what is left of theirs after trimming. */
    static void key(String field, String value) {
        text(field, value, 1, 255);
        if (!value.equals(value.strip())) {
            throw new InvalidFieldException(
                    field, "a key without white space around it", shown(value));
        }
    }

    /** A name that people read. */
    static void name(String field, String value) {
        text(field, value, 1, 100);
        if (value.isBlank()) {
            throw new InvalidFieldException(field, "a name that is not blank", shown(value));
        }
    }

    /** The same, where it may be left out. */
    static void optional(String field, @Nullable String value, int maxCodePoints) {
        if (value != null) {
            text(field, value, 0, maxCodePoints);
        }
    }

    private static void text(String field, String value, int min, int max) {
        int length = value.codePointCount(0, value.length());
        if (length < min || length > max) {
            throw new InvalidFieldException(
                    field, min + " to " + max + " characters", length + " characters");
        }
        // A database would store neither of the two as it is.
        if (value.codePoints().anyMatch(c -> c == 0 || (c >= 0xD800 && c <= 0xDFFF))) {
            throw new InvalidFieldException(
                    field, "text without NUL and without unpaired surrogates", shown(value));
        }
    }

    static String shown(String value) {
        StringBuilder shown = new StringBuilder("\"");
        value.codePoints()
                .limit(SHOWN)
                .forEach(c ->
                        shown.appendCodePoint(
                                Character.isISOControl(c) || (c >= 0xD800 && c <= 0xDFFF)
                                        ? 0xFFFD
                                        : c));
        if (value.codePointCount(0, value.length()) > SHOWN) {
            shown.append('…');
        }
        return shown.append('"').toString();
    }
}
