package io.maidian.log.segment;

import io.maidian.log.LogBatch;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The group that is being made, in direct memory that is allocated once. An entry larger than the
 * limit makes a group of its own and is written from where it lies. For one thread.
 */
final class GroupBuffer {
    private final ByteBuffer bytes;
    private final int limitBytes;
    private ByteBuffer @Nullable [] large;
    private int largeLength;
    private int entries;

    GroupBuffer(int limitBytes) {
        this.limitBytes = limitBytes;
        bytes = ByteBuffer.allocateDirect(SegmentFormat.GROUP_HEADER_BYTES + limitBytes);
        clear();
    }

    /** Adds an entry; false if the group is to be written before. */
    boolean add(LogBatch batch) {
        int needed = SegmentFormat.ENTRY_HEADER_BYTES + batch.length();
        if (needed > limitBytes) {
            if (entries > 0) {
                return false;
            }
            large = batch.pieces();
            largeLength = batch.length();
        } else if (large != null
                || entries == SegmentFormat.MAX_ENTRIES
                || needed > bytes.remaining()) {
            return false;
        }
        bytes.putInt(batch.length()).putInt(batch.records());
        if (large == null) {
            for (ByteBuffer piece : batch.pieces()) {
                bytes.put(piece);
            }
        }
        entries++;
        return true;
    }

    /** Bytes of the whole group. */
    long length() {
        return (long) bytes.position() + (large == null ? 0 : largeLength);
    }

    int entries() {
        return entries;
    }

    /** The group's bytes for this position. */
    ByteBuffer[] finish(long start) {
        ByteBuffer own = bytes.duplicate().flip();
        ByteBuffer payload =
                own.slice(
                        SegmentFormat.GROUP_HEADER_BYTES,
                        own.limit() - SegmentFormat.GROUP_HEADER_BYTES);
        ByteBuffer[] tail = large;
        if (tail == null) {
            SegmentFormat.putGroupHeader(own, start, entries, payload);
            return new ByteBuffer[] {own};
        }
        ByteBuffer[] all = new ByteBuffer[1 + tail.length];
        System.arraycopy(tail, 0, all, 1, tail.length);
        all[0] = payload;
        SegmentFormat.putGroupHeader(own, start, entries, all);
        for (int i = 0; i < tail.length; i++) {
            all[1 + i] = tail[i].duplicate();
        }
        all[0] = own;
        return all;
    }

    void clear() {
        bytes.clear().position(SegmentFormat.GROUP_HEADER_BYTES);
        large = null;
        entries = 0;
    }
}
