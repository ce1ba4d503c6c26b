package io.maidian.catalog;

import io.maidian.ops.Clock;

/**
 * A saved question.
 *
 * @param id {@code [0-9A-Za-z_-]{1,64}}
 * @param name 1 to 100 characters
 * @param queryJson the question as the API takes it, at most 65,536 characters
 * @param createdMillis ms since 1970
 */
public record Chart(String id, String ai, String name, String queryJson, long createdMillis) {
    private static final int MAX_QUERY = 65_536;

    public Chart {
        Fields.id("id", id);
        Fields.id("ai", ai);
        Fields.name("name", name);
        if (queryJson.isEmpty() || queryJson.length() > MAX_QUERY) {
            throw new InvalidFieldException(
                    "query",
                    "1 to " + MAX_QUERY + " characters of JSON",
                    queryJson.length() + " characters");
        }
    }

    /** A new chart with an id of its own. */
    public static Chart create(String ai, String name, String queryJson, Clock clock) {
        return new Chart(RandomIds.next(), ai, name, queryJson, clock.millis());
    }
}
