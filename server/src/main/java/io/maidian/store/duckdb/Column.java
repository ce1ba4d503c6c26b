package io.maidian.store.duckdb;

import io.maidian.store.UnloadableException;
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

    /**
     * Writes {@code count} values beginning with row {@code from}; every cell is set.
     *
     * @param from a multiple of {@link VectorMemory#WORD_ROWS}
     */
    abstract void write(DuckDBWritableVector vector, int from, int count);

    /** Which rows of a column hold something. */
    private static final class Present {
        private final long[] words;
        private boolean any;

        Present(int rows) {
            words = new long[(rows + Long.SIZE - 1) / Long.SIZE];
        }

        void set(int row) {
            words[row >> 6] |= 1L << row;
            any = true;
        }
    }

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
            VectorMemory.of(vector).ints(values, from, count);
        }
    }

    /** 64-bit numbers; a row that was not set is NULL. */
    static final class Longs extends Column {
        private final long[] values;
        private final Present present;

        Longs(String name, int rows) {
            super(name, DuckDBColumnType.BIGINT);
            values = new long[rows];
            present = new Present(rows);
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
            return !present.any;
        }

        @Override
        void write(DuckDBWritableVector vector, int from, int count) {
            VectorMemory.of(vector).longs(values, present.words, from, count);
        }
    }

    /** Doubles; a row that was not set is NULL. */
    static final class Doubles extends Column {
        private final double[] values;
        private final Present present;

        Doubles(String name, int rows) {
            super(name, DuckDBColumnType.DOUBLE);
            values = new double[rows];
            present = new Present(rows);
        }

        void set(int row, double value) {
            values[row] = value;
            present.set(row);
        }

        @Override
        boolean isEmpty() {
            return !present.any;
        }

        @Override
        void write(DuckDBWritableVector vector, int from, int count) {
            VectorMemory.of(vector).doubles(values, present.words, from, count);
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
        private final byte[] @Nullable [] utf8;
        private boolean empty = true;

        Texts(String name, int rows) {
            super(name, DuckDBColumnType.VARCHAR);
            utf8 = new byte[rows][];
        }

        /**
         * @throws UnloadableException where DuckDB could not keep the text, see {@link UnicodeText}
         */
        void set(int row, @Nullable String value) throws UnloadableException {
            if (value != null) {
                utf8[row] = UnicodeText.utf8(value);
                empty = false;
            }
        }

        @Override
        boolean isEmpty() {
            return empty;
        }

        @Override
        void write(DuckDBWritableVector vector, int from, int count) {
            // One call into the driver, not one a value: half of what a string costs.
            vector.setStringUtf8Batch(0, Arrays.copyOfRange(utf8, from, from + count));
        }
    }
}
