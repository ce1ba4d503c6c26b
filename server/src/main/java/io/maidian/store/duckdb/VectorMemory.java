package io.maidian.store.duckdb;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.duckdb.DuckDBWritableVector;

/**
 * The memory of one of DuckDB's vectors, written as a whole. Each of the driver's own setters takes
 * a lock, for one value, which on a busy machine was half of what indexing cost (see
 * docs/performance.md). The two buffers behind them are not public: VectorMemoryTest tells of a
 * driver that no longer has them. For one thread.
 */
final class VectorMemory {
    /** Rows whose validity lies in one word. */
    static final int WORD_ROWS = Long.SIZE;

    private static final VarHandle DATA = field("data");
    private static final VarHandle VALIDITY = field("validity");

    private final ByteBuffer data;
    private final ByteBuffer validity;

    private VectorMemory(ByteBuffer data, ByteBuffer validity) {
        this.data = data.duplicate().order(ByteOrder.nativeOrder());
        this.validity = validity.duplicate().order(ByteOrder.nativeOrder());
    }

    private static VarHandle field(String name) {
        try {
            return MethodHandles.privateLookupIn(DuckDBWritableVector.class, MethodHandles.lookup())
                    .findVarHandle(DuckDBWritableVector.class, name, ByteBuffer.class);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("another driver of DuckDB: no " + name, e);
        }
    }

    /** The memory of this vector, whose values have a fixed width. */
    static VectorMemory of(DuckDBWritableVector vector) {
        return new VectorMemory((ByteBuffer) DATA.get(vector), (ByteBuffer) VALIDITY.get(vector));
    }

    void ints(int[] values, int from, int count) {
        data.asIntBuffer().put(values, from, count);
        for (int word = 0; word * WORD_ROWS < count; word++) {
            validity.putLong(word * Long.BYTES, -1);
        }
    }

    /**
     * @param present a bit for each row
     * @param from a multiple of {@link #WORD_ROWS}
     */
    void longs(long[] values, long[] present, int from, int count) {
        data.asLongBuffer().put(values, from, count);
        validity(present, from, count);
    }

    /** As {@link #longs}. */
    void doubles(double[] values, long[] present, int from, int count) {
        data.asDoubleBuffer().put(values, from, count);
        validity(present, from, count);
    }

    private void validity(long[] present, int from, int count) {
        for (int word = 0; word * WORD_ROWS < count; word++) {
            validity.putLong(word * Long.BYTES, present[from / WORD_ROWS + word]);
        }
    }
}
