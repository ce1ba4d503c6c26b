package io.maidian.store.duckdb;

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

    /** A member's name in a JSON pointer (RFC 6901). */
    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
