package io.maidian.diagnosis;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Event keys that may be meant by another: the same but for case, white space and punctuation, or
 * one or two characters apart. Stateless.
 */
final class SimilarKeys {
    private static final int SHOWN = 5;
    private static final int MAX_DISTANCE = 2;
    private static final int MAX_CHARS = 64;
    private static final int FAR = 99;

    private SimilarKeys() {}

    /** The nearest first, some at most. */
    static List<String> of(String wanted, List<String> keys) {
        return keys.stream()
                .filter(key -> !key.equals(wanted) && distance(wanted, key) != FAR)
                .sorted(Comparator.comparingInt(key -> distance(wanted, key)))
                .limit(SHOWN)
                .toList();
    }

    private static int distance(String wanted, String key) {
        String a = plain(wanted);
        String b = plain(key);
        if (!a.isEmpty() && a.equals(b)) {
            return 0;
        }
        int allowed = Math.min(MAX_DISTANCE, Math.min(a.length(), b.length()) / 3);
        if (allowed == 0
                || Math.abs(a.length() - b.length()) > allowed
                || a.length() > MAX_CHARS
                || b.length() > MAX_CHARS) {
            return FAR;
        }
        int edits = edits(a, b);
        return edits <= allowed ? edits : FAR;
    }

    /** Without case, and without what is neither letter nor digit. */
    private static String plain(String key) {
        String lower = key.toLowerCase(Locale.ROOT);
        StringBuilder plain = new StringBuilder(lower.length());
        lower.codePoints().filter(Character::isLetterOrDigit).forEach(plain::appendCodePoint);
        return plain.toString();
    }

    /** Insertions, deletions, replacements, and swaps of neighbours. */
    private static int edits(String a, String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, 1 + Math.min(row[j - 1], last[j]));
                if (i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], 1 + beforeLast[j - 2]);
                }
            }
            int[] free = beforeLast;
            beforeLast = last;
            last = row;
            row = free;
        }
        return last[b.length()];
    }
}
