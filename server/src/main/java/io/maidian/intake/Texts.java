package io.maidian.intake;

/** Strings measured in code points, and their unpaired surrogates. Stateless. */
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

    /** Whether it holds half of a surrogate pair. */
    static boolean hasUnpairedSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (i + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(i + 1))) {
                    i++;
                } else {
                    return true;
                }
            }
        }
        return false;
    }

    /** The text with U+FFFD for each unpaired surrogate. */
    static String withoutUnpairedSurrogates(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints()
                .forEach(c ->
                        clean.appendCodePoint(
                                c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE
                                        ? '\ufffd'
                                        : c));
        return clean.toString();
    }
}
