package io.maidian.http;

import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the parameters of a query string; empty ones count for nothing.
 *
 * @param query the first value of each name
 */
record Parameters(Map<String, String> query) {
    /** Within a hundred thousand years of 1970. */
    private static final long MAX_MILLIS = 4_000_000_000_000_000L;

    /**
     * Those of a request; of a name that stands twice the first.
     *
     * @throws ApiProblem if an escape in it is not whole
     */
    static Map<String, String> of(HttpServerRequest request) {
        Map<String, String> query = new HashMap<>();
        try {
            request.params().forEach(entry -> query.putIfAbsent(entry.getKey(), entry.getValue()));
        } catch (IllegalArgumentException e) {
            throw new ApiProblem(
                    ApiError.BAD_VALUE,
                    "",
                    request.query(),
                    "two hex digits after each percent sign");
        }
        return query;
    }

    /** The value, or null where it is absent or empty. */
    @Nullable String text(String name) {
        String value = query.get(name);
        return value == null || value.isEmpty() ? null : value;
    }

    /** A moment in ms since 1970, or null where it is absent. */
    @Nullable Long millis(String name) {
        String value = text(name);
        if (value == null) {
            return null;
        }
        try {
            long millis = Long.parseLong(value);
            if (Math.abs(millis) <= MAX_MILLIS) {
                return millis;
            }
        } catch (NumberFormatException e) {
            throw new ApiProblem(ApiError.BAD_RANGE, name, value);
        }
        throw new ApiProblem(ApiError.BAD_RANGE, name, value);
    }

    /** Refuses a range {@code from} and {@code to} that can hold nothing. */
    void checkRange() {
        Long from = millis("from");
        Long to = millis("to");
        if (from != null && to != null && from >= to) {
            throw new ApiProblem(ApiError.BAD_RANGE, "from", from.toString());
        }
    }

    /** One of the constants, named in lower case; null where it is absent. */
    <E extends Enum<E>> @Nullable E choice(String name, Class<E> type) {
        String value = text(name);
        if (value == null) {
            return null;
        }
        StringBuilder expected = new StringBuilder();
        for (E constant : type.getEnumConstants()) {
            String lowerCase = constant.name().toLowerCase(Locale.ROOT);
            if (lowerCase.equals(value)) {
                return constant;
            }
            expected.append(expected.isEmpty() ? "" : ", ").append(lowerCase);
        }
        throw new ApiProblem(ApiError.BAD_VALUE, name, value, expected.toString());
    }
}
