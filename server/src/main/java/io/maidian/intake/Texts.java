package io.maidian.intake;

/** Strings measured in code points, and those with halves of surrogate pairs. Stateless. */
final class Texts {
    private Texts() {}

    /** Whether it has more code points than this. */
    static boolean longerThan(int codePoints, String text) {
        return text.length() > codePoints
                && text.codePointCount(0, Math.min(text.length(), 2 * codePoints + 2)) > codePoints;
    }

    /** Its first code points, so many at most. */
    static String cut(String text, int codePoints) {
        return longerThan(codePoints, text)
                ? text.substring(0, text.offsetByCodePoints(0, codePoints))
                : text;
    }

    /** The text with U+FFFD for each half of a surrogate pair. */
    static String withoutUnpaired(String text) {
        return text.replace(Charsets.UNPAIRED, '\ufffd');
    }
}
