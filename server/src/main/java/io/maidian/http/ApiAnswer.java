package io.maidian.http;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a blocking endpoint answers.
 *
 * @param body a {@link Text}, or what is written as JSON; null for no body
 */
record ApiAnswer(int status, @Nullable Object body, Map<String, String> headers) {
    static ApiAnswer ok(Object body) {
        return new ApiAnswer(200, body, Map.of());
    }

    static ApiAnswer created(Object body) {
        return new ApiAnswer(201, body, Map.of());
    }

    static ApiAnswer text(String text, String type) {
        return new ApiAnswer(200, new Text(text, type), Map.of());
    }

    static ApiAnswer noContent() {
        return new ApiAnswer(204, null, Map.of());
    }

    /** A body that is not JSON. */
    record Text(String text, String type) {}
}
