package io.maidian.catalog;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules that several records' fields share. */
final class Fields {
    private static final Pattern ID = Pattern.compile("[0-9A-Za-z_-]{1,64}");
    private static final int SHOWN = 40;

    /** Characters of a name. */
    static final int MAX_NAME = 100;

    /** Characters of a description. */
    static final int MAX_DESCRIPTION = 150;

    private static final int MAX_TAGS = 20;
    private static final int MAX_TAG = 50;

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

    /** Words that things are sorted by. */
    static List<String> tags(List<String> tags) {
        if (tags.size() > MAX_TAGS) {
            throw new InvalidFieldException(
                    "tags", "at most " + MAX_TAGS + " tags", Integer.toString(tags.size()));
        }
        Set<String> seen = new HashSet<>();
        for (String tag : tags) {
            text("tags", tag, 1, MAX_TAG);
            if (!tag.equals(tag.strip()) || tag.chars().anyMatch(Character::isISOControl)) {
                throw new InvalidFieldException(
                        "tags",
                        "tags without white space around them and without line breaks",
                        shown(tag));
            }
            if (!seen.add(tag)) {
                throw new InvalidFieldException("tags", "each tag once", shown(tag) + " twice");
            }
        }
        return List.copyOf(tags);
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
