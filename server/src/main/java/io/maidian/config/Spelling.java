package io.maidian.config;

import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds what a person meant to write. */
final class Spelling {
    private Spelling() {}

    /** The known word that is nearest, or null where none is near. */
    static @Nullable String nearest(String word, Iterable<String> known) {
        String nearest = null;
        int least = Integer.MAX_VALUE;
        for (String candidate : known) {
            int distance = near(plain(word), plain(candidate));
            if (nearest == null
                    || distance < least
                    || (distance == least && candidate.compareTo(nearest) < 0)) {
                least = distance;
                nearest = candidate;
            }
        }
        return least <= Math.max(2, word.length() / 3) ? nearest : null;
    }

    /** Whoever writes the last part only, as port, is nearly right. */
    private static int near(String word, String candidate) {
        String last = candidate.substring(candidate.indexOf('_') + 1);
        return Math.min(distance(word, candidate), 1 + distance(word, last));
    }

    private static String plain(String word) {
        String plain = word.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
        return plain.startsWith(Settings.VARIABLES)
                ? plain.substring(Settings.VARIABLES.length())
                : plain;
    }

    /** Levenshtein's. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
