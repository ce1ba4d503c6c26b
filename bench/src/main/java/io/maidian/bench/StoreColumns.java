package io.maidian.bench;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/** How many bytes the columns of a store's tables take, read from the closed file. Stateless. */
final class StoreColumns {
    private static final int BLOCK_BYTES = 262_144;

    private StoreColumns() {}

    /**
     * What a file holds.
     *
     * @param usedBytes blocks that hold something; the rest of the file is free
     * @param columnBytes of one table; columns that take less than a hundredth of a byte a row are
     *     summed up
     */
    record Sizes(long fileBytes, long usedBytes, long rows, Map<String, Double> columnBytes) {}

    static Sizes read(Path file, String table) throws SQLException {
        Properties settings = new Properties();
        settings.setProperty("duckdb.read_only", "true");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file, settings);
                Statement statement = connection.createStatement()) {
            long rows = number(statement, "SELECT count(*) FROM " + table);
            return new Sizes(
                    number(
                            statement,
                            "SELECT total_blocks * block_size FROM pragma_database_size()"),
                    number(
                            statement,
                            "SELECT used_blocks * block_size FROM pragma_database_size()"),
                    rows,
                    columns(statement, table, rows));
        }
    }

    /**
     * Segments share blocks: one ends where the next in its block begins. The rest of a block
     * counts as its last segment's.
     */
    private static Map<String, Double> columns(Statement statement, String table, long rows)
            throws SQLException {
        String sql =
                """
                WITH segment AS (
                    SELECT column_name, block_offset,
                        lead(block_offset) OVER (PARTITION BY block_id ORDER BY block_offset) AS next,
                        len(additional_block_ids) AS more
                    FROM pragma_storage_info('%s') WHERE block_id >= 0)
                SELECT column_name, sum(coalesce(next, %d) - block_offset + coalesce(more, 0) * %d) AS bytes
                FROM segment GROUP BY column_name ORDER BY bytes DESC\
                """
                        .formatted(table, BLOCK_BYTES, BLOCK_BYTES);
        Map<String, Double> columns = new LinkedHashMap<>();
        double rest = 0;
        try (ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                double bytes = row.getDouble(2) / Math.max(1, rows);
                if (bytes < 0.01) {
                    rest += bytes;
                } else {
                    columns.put(row.getString(1), bytes);
                }
            }
        }
        columns.put("the others", rest);
        return columns;
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
