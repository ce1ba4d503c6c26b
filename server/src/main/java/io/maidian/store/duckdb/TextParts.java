package io.maidian.store.duckdb;

import java.util.ArrayList;
import java.util.List;

/**
 * A long text in pieces, each in a row of its own. DuckDB reads a column 2,048 rows at a time and
 * holds all that is in them, so that some hundred texts of a megabyte are more than its memory, and
 * it fails for good. Stateless.
 */
final class TextParts {
    /** Of a piece at most, as Java counts; no pair of surrogates is parted. */
    static final int CHARS = 4_096;

    private TextParts() {}

    /** The pieces in their order; one where the text is short. */
    static List<String> of(String text) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        while (text.length() - from > CHARS) {
            int to = from + CHARS;
            if (Character.isHighSurrogate(text.charAt(to - 1))) {
                to--;
            }
            parts.add(text.substring(from, to));
            from = to;
        }
        parts.add(text.substring(from));
        return parts;
    }
}
