package io.maidian.config;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Settings that the server does not start with: all that is wrong, together. */
public final class InvalidConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    InvalidConfigException(List<Problem> problems) {
        super(
                problems.stream()
                        .map(Problem::toString)
                        .collect(
                                Collectors.joining(
                                        "\n  ",
                                        problems.size() == 1
                                                ? "A setting is wrong:\n  "
                                                : problems.size() + " settings are wrong:\n  ",
                                        "")));
        this.problems = List.copyOf(problems);
    }

    /** What is wrong, in the order of the sources. */
    public List<Problem> problems() {
        return problems;
    }

    /**
     * One thing that is wrong.
     *
     * @param key as it stands in the source
     * @param value what was given; null where the key itself is the problem
     * @param source where it was given
     * @param expected what would be right
     */
    public record Problem(String key, @Nullable String value, String source, String expected) {
        @Override
        public String toString() {
            return key
                    + (value == null ? "" : " = " + value)
                    + " ("
                    + source
                    + "): expected "
                    + expected;
        }
    }
}
