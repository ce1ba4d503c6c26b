package io.maidian.store.duckdb;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;

/**
 * Which columns the recent tier of the events has. A slot's column is made when a row first needs
 * it: a column costs DuckDB the same for each row whether it holds anything or not, and most stores
 * need few of them. For the adding thread.
 */
final class SlotColumns {
    private final Set<String> existing;

    private SlotColumns(Set<String> existing) {
        this.existing = existing;
    }

    static SlotColumns load(Connection connection) throws SQLException {
        Set<String> names = new HashSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT name FROM pragma_table_info('event_recent')")) {
            while (row.next()) {
                names.add(row.getString(1));
            }
        }
        return new SlotColumns(names);
    }

    /** Makes the columns that these rows need, in the connection's transaction, before its rows. */
    void make(Connection connection, Feed.Rows rows) throws SQLException {
        boolean made = false;
        for (Column column : rows.columns()) {
            if (!existing.contains(column.name())) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute(
                            "ALTER TABLE event_recent ADD COLUMN %s %s"
                                    .formatted(column.name(), column.type()));
                }
                existing.add(column.name());
                made = true;
            }
        }
        if (made) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(Schema.EVENT_VIEW);
            }
        }
    }
}
