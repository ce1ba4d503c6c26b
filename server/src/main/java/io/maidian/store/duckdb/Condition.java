package io.maidian.store.duckdb;

import java.util.List;

/**
 * What rows must meet.
 *
 * @param sql over one table; holds numbers and known names only
 * @param parameters for its question marks
 */
record Condition(String sql, List<Object> parameters) {
    /** Every row meets it. */
    static final Condition ALWAYS = new Condition("true", List.of());

    Condition {
        parameters = List.copyOf(parameters);
    }

    /** Both this and another that has no parameters. */
    Condition and(String other) {
        return new Condition(other + " AND " + sql, parameters);
    }

    Object[] parameterArray() {
        return parameters.toArray();
    }
}
