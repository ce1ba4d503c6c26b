package io.maidian.store.duckdb;

import java.util.Arrays;
import java.util.BitSet;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBWritableVector;
import org.jspecify.annotations.Nullable;

/**
 * The values of one column for a run of rows, on their way into DuckDB. Filled by the adding
 * thread; read by whichever thread of DuckDB pulls the rows.
 */
abstract sealed class Column {
    private final String name;
    private final DuckDBColumnType type;

    private Column(String name, DuckDBColumnType type) {
        this.name = name;
        this.type = type;
    }

    String name() {
        return name;
    }

    DuckDBColumnType type() {
        return type;
    }

    /**
     * Whether every row of it is NULL. DuckDB need not be handed such a column: it costs as much as
     * a full one.
     */
    boolean isEmpty() {
        return false;
    }

    /** Writes {@code count} values beginning with row {@code from}; every cell is set. */
    abstract void write(DuckDBWritableVector vector, int from, int count);

    /** 32-bit numbers, none missing. */
    static final class Ints extends Column {
        private final int[] values;

        Ints(String name, int rows) {
            super(name, DuckDBColumnType.INTEGER);
            values = new int[rows];
        }

        void set(int row, int value) {
            values[row] = value;
        }

        @Override
        void write(DuckDBWritableVector vector, int from, int count) {
            for (int i = 0; i < count; i++) {
                vector.setInt(i, values[from + i]);
            }
        }
    }

    /** 64-bit numbers; a row that was not set is NULL. */
    static final class Longs extends Column {
        private final long[] values;
        private final BitSet present = new BitSet();

        Longs(String name, int rows) {
            super(name, DuckDBColumnType.BIGINT);
            values = new long[rows];
        }

        void set(int row, long value) {
            values[row] = value;
            present.set(row);
        }

        void set(int row, @Nullable Long value) {
            if (value != null) {
                set(row, value.longValue());
            }
        }

        @Override
        boolean isEmpty() {
            return present.isEmpty();
        }

        @Override
        void write(DuckDBWritableVector vector, int from, int count) {
            for (int i = 0; i < count; i++) {
                if (present.get(from + i)) {
                    vector.setLong(i, values[from + i]);
                } else {
                    vector.setNull(i);
                }
            }
        }
    }

    /** Doubles; a row that was not set is NULL. */
    static final class Doubles extends Column {
        private final double[] values;
        private final BitSet present = new BitSet();

        Doubles(String name, int rows) {
            super(name, DuckDBColumnType.DOUBLE);
            values = new double[rows];
        }

        void set(int row, double value) {
            values[row] = value;
            present.set(row);
        }

        @Override
        boolean isEmpty() {
            return present.isEmpty();
        }

        @Override
        void write(DuckDBWritableVector vector, int from, int count) {
            for (int i = 0; i < count; i++) {
                if (present.get(from + i)) {
                    vector.setDouble(i, values[from + i]);
                } else {
                    vector.setNull(i);
                }
            }
        }
    }

    /** Booleans, none missing. */
    static final class Flags extends Column {
        private final BitSet values = new BitSet();

        Flags(String name) {
            super(name, DuckDBColumnType.BOOLEAN);
        }

        void set(int row, boolean value) {
            values.set(row, value);
        }

        @Override
        void write(DuckDBWritableVector vector, int from, int count) {
            for (int i = 0; i < count; i++) {
                vector.setBoolean(i, values.get(from + i));
            }
        }
    }

    /** Strings; a row that was not set is NULL. */
    static final class Texts extends Column {
        private final @Nullable String[] values;
        private boolean empty = true;

        Texts(String name, int rows) {
            super(name, DuckDBColumnType.VARCHAR);
            values = new @Nullable String[rows];
        }

        void set(int row, @Nullable String value) {
            values[row] = value;
            empty &= value == null;
        }

        @Override
        boolean isEmpty() {
            return empty;
        }

        @Override
        void write(DuckDBWritableVector vector, int from, int count) {
            // One call into the driver, not one a value: half of what a string costs.
            vector.setStrings(0, Arrays.copyOfRange(values, from, from + count));
        }
    }
}
