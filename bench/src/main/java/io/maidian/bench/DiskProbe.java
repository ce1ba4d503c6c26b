package io.maidian.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.HdrHistogram.Histogram;

/**
 * The limit that the disk sets: one thread that appends a block to a growing file and forces it,
 * again and again, as the log does.
 *
 * @param blockBytes written before each force
 * @param forcesPerSecond how many it came to
 * @param p50Micros of one write with its force; likewise the other
 */
record DiskProbe(int blockBytes, double forcesPerSecond, double p50Micros, double p99Micros) {
    private static final double NANOS_PER_MICRO = 1_000;
    private static final int BYTE_VALUES = 251;

    /** Writes for that long into a file of the folder, and deletes it. */
    static DiskProbe run(Path folder, int blockBytes, Duration length) throws IOException {
        ByteBuffer block = ByteBuffer.allocateDirect(blockBytes);
        for (int i = 0; i < blockBytes; i++) {
            block.put(i, (byte) (i % BYTE_VALUES));
        }
        Histogram nanos = new Histogram(3);
        Path file = Files.createTempFile(folder, "disk", ".probe");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            long started = System.nanoTime();
            long before = started;
            while (before - started < length.toNanos()) {
                block.rewind();
                while (block.hasRemaining()) {
                    channel.write(block);
                }
                channel.force(false);
                long now = System.nanoTime();
                nanos.recordValue(now - before);
                before = now;
            }
            return new DiskProbe(
                    blockBytes,
                    nanos.getTotalCount() * 1e9 / (before - started),
                    nanos.getValueAtPercentile(50) / NANOS_PER_MICRO,
                    nanos.getValueAtPercentile(99) / NANOS_PER_MICRO);
        } finally {
            Files.delete(file);
        }
    }

    /** As 9 KB. */
    String blockKilobytes() {
        return blockBytes / 1_000 + " kB";
    }

    /** Forces and bytes a second, and how long one takes. */
    String figures() {
        return "%s forces/s, %s/s, p50 %s, p99 %s"
                .formatted(
                        Figures.count(forcesPerSecond),
                        Figures.megabytes(Math.round(forcesPerSecond * blockBytes)),
                        Figures.micros(p50Micros),
                        Figures.micros(p99Micros));
    }
}
