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
    private @Nullable ByteBuffer large;
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
            large = batch.buffer();
        } else if (large != null
                || entries == SegmentFormat.MAX_ENTRIES
                || needed > bytes.remaining()) {
            return false;
        }
        bytes.putInt(batch.length()).putInt(batch.records());
        if (large == null) {
            bytes.put(batch.buffer());
        }
        entries++;
        return true;
    }

    /** Bytes of the whole group. */
    long length() {
        return (long) bytes.position() + (large == null ? 0 : large.remaining());
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
        ByteBuffer tail = large;
        if (tail == null) {
            SegmentFormat.putGroupHeader(own, start, entries, payload);
            return new ByteBuffer[] {own};
        }
        SegmentFormat.putGroupHeader(own, start, entries, payload, tail);
        return new ByteBuffer[] {own, tail.duplicate()};
    }

    void clear() {
        bytes.clear().position(SegmentFormat.GROUP_HEADER_BYTES);
        large = null;
        entries = 0;
    }
}
