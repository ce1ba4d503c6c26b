package io.maidian.log.segment;

import io.maidian.disk.DiskFile;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.NoSuchFileException;

/** How much of the log there is, for the metrics. Looked at by one thread, read by any. */
final class LogSizes {
    private final SegmentFolder folder;
    private final DurableEnd end;
    private volatile Seen seen = new Seen(0, 0, 0, Double.NaN);
    private volatile long oldestPosition = -1;
    private volatile double oldestSeconds = Double.NaN;

    /**
     * @param ratio bytes before to bytes after compression; not a number without compressed ones
     */
    private record Seen(long bytes, int plain, int compressed, double ratio) {}

    LogSizes(SegmentFolder folder, DurableEnd end, MeterRegistry meters) {
        this.folder = folder;
        this.end = end;
        Gauge.builder("maidian.log.disk", this, sizes -> sizes.seen.bytes)
                .description("Bytes of the log's segments on disk")
                .baseUnit("bytes")
                .register(meters);
        Gauge.builder("maidian.log.segments", this, sizes -> sizes.seen.plain)
                .description("Segments of the log")
                .tag("form", "plain")
                .register(meters);
        Gauge.builder("maidian.log.segments", this, sizes -> sizes.seen.compressed)
                .description("Segments of the log")
                .tag("form", "compressed")
                .register(meters);
        Gauge.builder("maidian.log.compression.ratio", this, sizes -> sizes.seen.ratio)
                .description("Bytes of compressed segments before to after it")
                .register(meters);
        Gauge.builder("maidian.log.oldest.position", this, sizes -> sizes.oldestPosition)
                .description("Position at which the log begins")
                .register(meters);
        Gauge.builder("maidian.log.oldest.timestamp", this, sizes -> sizes.oldestSeconds)
                .description("When the oldest upload in the log was received, since 1970")
                .baseUnit("seconds")
                .register(meters);
    }

    /** Looks again. */
    void look() throws IOException {
        long bytes = 0;
        long compressedBytes = 0;
        long before = 0;
        int plain = 0;
        int compressed = 0;
        for (SegmentName segment : folder.all().values()) {
            try (DiskFile file = folder.open(segment.start())) {
                if (file instanceof CompressedSegment small) {
                    compressed++;
                    bytes += small.compressedBytes();
                    compressedBytes += small.compressedBytes();
                    before += small.size();
                } else {
                    plain++;
                    bytes += file.size();
                }
            }
        }
        double ratio = compressedBytes == 0 ? Double.NaN : (double) before / compressedBytes;
        seen = new Seen(bytes, plain, compressed, ratio);
        lookForOldest();
    }

    private void lookForOldest() throws IOException {
        long first = folder.first();
        Long next = folder.after(first);
        if (first == oldestPosition && !Double.isNaN(oldestSeconds)) {
            return;
        }
        oldestPosition = first;
        try (GroupCursor cursor = folder.cursor(first, first, new byte[0])) {
            GroupCursor.Frame frame = cursor.next(next == null ? end.get() : next);
            Long millis = frame == null ? null : LogCare.receivedMillis(frame);
            oldestSeconds = millis == null ? Double.NaN : millis / 1_000.0;
        } catch (DamagedLogException | NoSuchFileException e) {
            // Readers tell of damage; here the time is just not known.
            oldestSeconds = Double.NaN;
        }
    }
}
