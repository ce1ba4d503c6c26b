package io.maidian.log;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The records of one append, framed as the log keeps them: for each record its kind (1 byte), its
 * payload's length (4 bytes, big-endian) and the payload. Built and used by one thread, then handed
 * over.
 */
public final class LogBatch {
    /** Bytes before each payload. */
    public static final int RECORD_HEADER_BYTES = 5;

    /** Most bytes of one append's framed records. */
    public static final int MAX_BYTES = (64 << 20) - 64;

    private byte[] bytes;
    private int length;
    private int records;

    public LogBatch(int expectedBytes) {
        bytes = new byte[Math.max(64, expectedBytes)];
    }

    /** Adds one record. */
    public void add(RecordKind kind, byte[] payload, int offset, int count) {
        int needed = length + RECORD_HEADER_BYTES + count;
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length * 2));
        }
        bytes[length] = kind.code();
        ByteBuffer.wrap(bytes).putInt(length + 1, count);
        System.arraycopy(payload, offset, bytes, length + RECORD_HEADER_BYTES, count);
        length = needed;
        records++;
    }

    /** Number of records. */
    public int records() {
        return records;
    }

    /** Size of the framed records in bytes. */
    public int length() {
        return length;
    }

    /** The framed records; a view, not a copy. */
    public ByteBuffer buffer() {
        return ByteBuffer.wrap(bytes, 0, length);
    }
}
