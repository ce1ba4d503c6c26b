package io.maidian.store.duckdb;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a measure is computed in SQL: from rows with a bucket to one value a bucket. */
interface MeasureSql {
    /**
     * The rows that it looks at.
     *
     * @param bucket the column by which they are grouped, with its name
     * @param source what follows FROM
     */
    String rows(String bucket, String source);

    /** The columns that are computed of a group of those rows. */
    String aggregates();

    /** The parameters of the rows, where the source has these. */
    Object[] parameters(List<Object> ofSource);

    /**
     * A group's value.
     *
     * @param first the column in which its aggregates begin
     * @return null where it has none
     */
    @Nullable BigDecimal value(ResultSet row, int first) throws SQLException;

    /** Counts events. */
    final class Events implements MeasureSql {
        @Override
        public String rows(String bucket, String source) {
            return "SELECT " + bucket + " FROM " + source;
        }

        @Override
        public String aggregates() {
            return "count(*)";
        }

        @Override
        public Object[] parameters(List<Object> ofSource) {
            return ofSource.toArray();
        }

        @Override
        public @Nullable BigDecimal value(ResultSet row, int first) throws SQLException {
            return positive(row, first);
        }
    }

    /** Counts distinct users. */
    final class Users implements MeasureSql {
        @Override
        public String rows(String bucket, String source) {
            return "SELECT " + bucket + ", user_id FROM " + source;
        }

        @Override
        public String aggregates() {
            return "count(DISTINCT user_id)";
        }

        @Override
        public Object[] parameters(List<Object> ofSource) {
            return ofSource.toArray();
        }

        @Override
        public @Nullable BigDecimal value(ResultSet row, int first) throws SQLException {
            return positive(row, first);
        }
    }

    private static @Nullable BigDecimal positive(ResultSet row, int column) throws SQLException {
        long count = row.getLong(column);
        return count == 0 ? null : BigDecimal.valueOf(count);
    }
}
