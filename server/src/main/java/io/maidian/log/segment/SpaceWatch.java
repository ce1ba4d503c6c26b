package io.maidian.log.segment;

import java.io.IOException;
import java.util.function.LongSupplier;

/**
 * Whether the file system has room for more, asked at most once a second and once for a quarter of
 * the reserve. For one thread.
 */
final class SpaceWatch {
    private static final long PERIOD_NANOS = 1_000_000_000L;

    private final SegmentFolder folder;
    private final long reserveBytes;
    private final LongSupplier nanoTime;
    private boolean asked;
    private boolean room = true;
    private long askedNanos;
    private long bytesSince;

    SpaceWatch(SegmentFolder folder, long reserveBytes, LongSupplier nanoTime) {
        this.folder = folder;
        this.nanoTime = nanoTime;
        this.reserveBytes = reserveBytes;
    }

    boolean hasRoom() throws IOException {
        long now = nanoTime.getAsLong();
        boolean muchWritten = reserveBytes > 0 && bytesSince > reserveBytes / 4;
        if (!asked || now - askedNanos >= PERIOD_NANOS || muchWritten) {
            room = folder.usableBytes() >= reserveBytes;
            asked = true;
            askedNanos = now;
            bytesSince = 0;
        }
        return room;
    }

    /** A write found the disk full: no room for the next second. */
    void full() {
        asked = true;
        room = false;
        askedNanos = nanoTime.getAsLong();
        bytesSince = 0;
    }

    void written(long bytes) {
        bytesSince += bytes;
    }
}
