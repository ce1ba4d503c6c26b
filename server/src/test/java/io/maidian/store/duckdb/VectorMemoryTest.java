package io.maidian.store.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class VectorMemoryTest {
    /** More than two of DuckDB's chunks, and no multiple of a word's rows. */
    private static final int ROWS = 2 * 2_048 + 77;

    private final Column.Ints ints = new Column.Ints("i", ROWS);
    private final Column.Longs longs = new Column.Longs("l", ROWS);
    private final Column.Doubles doubles = new Column.Doubles("d", ROWS);

    @Test
    void numbersAndWhatIsMissingAreWrittenInEveryChunk() throws SQLException {
        List<List<Object>> expected = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
            ints.set(row, -row);
            boolean some = row % 3 == 0;
            if (some) {
                longs.set(row, Long.MIN_VALUE + row);
            } else {
                doubles.set(row, row / 8.0);
            }
            expected.add(
                    Arrays.asList(
                            -row, some ? Long.MIN_VALUE + row : null, some ? null : row / 8.0));
        }

        assertThat(written()).isEqualTo(expected);
    }

    private List<List<Object>> written() throws SQLException {
        Feed feed = new Feed();
        List<List<Object>> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            feed.register(connection);
            statement.execute("CREATE TABLE t (i INTEGER, l BIGINT, d DOUBLE)");
            feed.insert(connection, "t", new Feed.Rows(List.of(ints, longs, doubles), ROWS));
            try (ResultSet row = statement.executeQuery("SELECT i, l, d FROM t ORDER BY i DESC")) {
                while (row.next()) {
                    rows.add(Arrays.asList(row.getObject(1), row.getObject(2), row.getObject(3)));
                }
            }
        }
        return rows;
    }
}
