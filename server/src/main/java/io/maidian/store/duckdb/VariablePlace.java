package io.maidian.store.duckdb;

import io.maidian.catalog.VariableType;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Where the values of one variable of one event key lie in the event table.
 *
 * @param numbers the column of its numbers, where they have one
 * @param texts the column of its strings, where they have one
 * @param pointer to it in the column {@code overflow}, which holds what has no column and whole
 *     numbers that a double cannot hold
 */
record VariablePlace(@Nullable String numbers, @Nullable String texts, String pointer) {
    /** Up to here a double holds every whole number. */
    static final String EXACT = "9007199254740992";

    static VariablePlace of(
            QueryConnections.Snapshot snapshot, int project, int event, String variable)
            throws SQLException {
        String numbers = null;
        String texts = null;
        try (PreparedStatement statement =
                        snapshot.prepare(
                                "SELECT number, slot FROM variable WHERE project = ? AND event = ?"
                                        + " AND key = ? AND variable > 0 AND slot IS NOT NULL",
                                project,
                                event,
                                variable);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                if (row.getBoolean(1)) {
                    numbers = "d" + row.getInt(2);
                } else {
                    texts = "s" + row.getInt(2);
                }
            }
        }
        return new VariablePlace(numbers, texts, "/var/" + escaped(variable));
    }

    /**
     * SQL of the variable's values, one of each row: {@code x} is a number as a 64-bit integer
     * where a double cannot hold it, {@code d} any other, {@code text} says whether it is a string.
     * Its first parameter is the {@link #pointer}.
     *
     * @param also what each row bears beside, with its name
     * @param source what follows FROM
     */
    String values(String also, String source) {
        String number = numbers == null ? "CAST(NULL AS DOUBLE)" : numbers;
        String isText = texts == null ? "false" : texts + " IS NOT NULL";
        return """
        SELECT * EXCLUDE (o, n, s),
            CASE WHEN json_type(o) IN ('BIGINT', 'UBIGINT') THEN TRY_CAST(o->>'$' AS BIGINT) END AS x,
            coalesce(n, CASE WHEN json_type(o) = 'DOUBLE' THEN TRY_CAST(o->>'$' AS DOUBLE) END) AS d,
            coalesce(json_type(o) = 'VARCHAR', false) OR s AS text
        FROM (SELECT %s, json_extract(overflow, ?) AS o, %s AS n, %s AS s FROM %s)\
        """
                .formatted(also, number, isText, source);
    }

    /** SQL: whether a row of the values is a number that fits a declared type; null fits all. */
    static String fits(@Nullable VariableType declared) {
        return switch (declared) {
            case null -> "x IS NOT NULL OR d IS NOT NULL";
            case DOUBLE -> "x IS NOT NULL OR d IS NOT NULL";
            case INT -> "x IS NOT NULL OR (d = trunc(d) AND abs(d) <= " + EXACT + ")";
            case STRING -> "false";
        };
    }

    /** A member's name in a JSON pointer (RFC 6901). */
    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
