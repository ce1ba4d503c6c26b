package io.maidian.http;

import io.maidian.intake.Language;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is not what the caller wanted, and why; turned into status and JSON at the edge.
 */
final class ApiProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ApiError error;
    private final String pointer;
    private final @Nullable String got;
    private final @Nullable String expected;

    ApiProblem(ApiError error) {
        this(error, "", null);
    }

    /**
     * @param pointer JSON pointer into the body, or the name of a query parameter
     * @param got what was there, shortened
     */
    ApiProblem(ApiError error, String pointer, @Nullable String got) {
        this(error, pointer, got, null);
    }

    /**
     * @param expected what would be right, where the error's own words are too general
     */
    ApiProblem(ApiError error, String pointer, @Nullable String got, @Nullable String expected) {
        super(error.code() + " at " + pointer, null, false, false);
        this.error = error;
        this.pointer = pointer;
        this.got = got == null || got.length() <= 100 ? got : got.substring(0, 100) + "…";
        this.expected = expected;
    }

    ApiError error() {
        return error;
    }

    /** The JSON form. */
    Object body(Language language) {
        return new Body(
                new Detail(
                        error.code(),
                        error.message(language),
                        pointer,
                        expected != null ? expected : error.expected(language),
                        got));
    }

    private record Body(Detail error) {}

    private record Detail(
            String code, String message, String pointer, String expected, @Nullable String got) {}
}
