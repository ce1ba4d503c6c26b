package io.maidian.store.duckdb;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBTableFunction;
import org.duckdb.DuckDBTableFunctionBindInfo;
import org.duckdb.DuckDBTableFunctionBuilder;
import org.duckdb.DuckDBTableFunctionCallInfo;
import org.duckdb.DuckDBTableFunctionInitInfo;
import org.duckdb.DuckDBWritableVector;

/**
 * Hands rows to DuckDB as a table function, {@code maidian_feed()}, which writes straight into
 * DuckDB's vectors: the fastest way in that the driver offers, without a file between (see
 * docs/decisions/0003-typed-slots.md). The statement is an ordinary one, so it belongs to the
 * transaction around it. One thread feeds at a time.
 */
final class Feed implements DuckDBTableFunction<Feed.Rows, Feed.Cursor, Object> {
    static final String FUNCTION = "maidian_feed";

    private volatile Rows current = new Rows(List.of(), 0);

    /** Some columns, all of {@code count} rows. */
    record Rows(List<Column> columns, int count) {
        String names() {
            return columns.stream().map(Column::name).collect(Collectors.joining(","));
        }
    }

    /** How far one scan has come. */
    static final class Cursor {
        private int row;
    }

    /** Makes the function known to the connection's database. */
    void register(Connection connection) throws SQLException {
        try (DuckDBTableFunctionBuilder builder = DuckDBFunctions.tableFunction()) {
            builder.withName(FUNCTION).withFunction(this).register(connection);
        }
    }

    /** Inserts the rows into a table; columns that are not among them stay NULL. */
    void insert(Connection connection, String table, Rows rows) throws SQLException {
        String names = rows.names();
        run(
                connection,
                "INSERT INTO %s (%s) SELECT %s FROM %s()".formatted(table, names, names, FUNCTION),
                rows);
    }

    /** Runs a statement that reads the rows from {@code maidian_feed()}. */
    void run(Connection connection, String sql, Rows rows) throws SQLException {
        if (rows.count() == 0) {
            return;
        }
        current = rows;
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        } finally {
            current = new Rows(List.of(), 0);
        }
    }

    /** Takes one row of an answer. */
    interface RowReader {
        void read(ResultSet row) throws SQLException;
    }

    /** Runs a question that reads the rows from {@code maidian_feed()}. */
    void read(Connection connection, String sql, Rows rows, RowReader answers) throws SQLException {
        current = rows;
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                answers.read(row);
            }
        } finally {
            current = new Rows(List.of(), 0);
        }
    }

    @Override
    public Rows bind(DuckDBTableFunctionBindInfo info) {
        Rows rows = current;
        for (Column column : rows.columns()) {
            info.addResultColumn(column.name(), column.type());
        }
        info.setCardinality(rows.count(), true);
        return rows;
    }

    @Override
    public Cursor init(DuckDBTableFunctionInitInfo info) {
        info.setMaxThreads(1);
        return new Cursor();
    }

    @Override
    public long apply(DuckDBTableFunctionCallInfo info, DuckDBDataChunkWriter chunk) {
        Rows rows = info.getBindData();
        Cursor cursor = info.getInitData();
        int count = (int) Math.min(chunk.capacity(), rows.count() - cursor.row);
        for (int i = 0; count > 0 && i < rows.columns().size(); i++) {
            DuckDBWritableVector vector = chunk.vector(i);
            rows.columns().get(i).write(vector, cursor.row, count);
        }
        cursor.row += count;
        return count;
    }
}
