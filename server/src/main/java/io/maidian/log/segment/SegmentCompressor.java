package io.maidian.log.segment;

import io.airlift.compress.v3.zstd.ZstdCompressor;
import io.maidian.disk.Disk;
import io.maidian.disk.DiskFile;
import io.maidian.log.segment.CompressedFormat.Header;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Makes a compressed file of a segment, and deletes the segment's own only when that one is forced
 * and reads back as the same bytes. A crash at any point leaves at least one of the two. What was
 * damaged stays as it is. For one thread.
 */
final class SegmentCompressor {
    /** Forced in steps, so that the log's own forces never wait for much. */
    private static final long FORCE_BYTES = 4L << 20;

    private final SegmentFolder folder;
    private final Disk disk;
    private final Pace pace;

    /** Made when it is needed: to link zstd's own library takes a tenth of a start. */
    private @Nullable ZstdCompressor compressor;

    private byte[] plain = new byte[0];
    private byte[] compressed = new byte[0];

    SegmentCompressor(SegmentFolder folder, Pace pace) {
        this.folder = folder;
        this.disk = folder.disk();
        this.pace = pace;
    }

    /** How fast it may go. */
    @FunctionalInterface
    interface Pace {
        /**
         * Called after each piece of work, to rest; false ends it.
         *
         * @param workedNanos how long that took
         */
        boolean goOn(long workedNanos);
    }

    /**
     * Compresses a segment that is followed by another one.
     *
     * @param newestMillis received time of its last upload
     * @return false where the pace ended it: nothing has changed
     */
    boolean compress(long start, long newestMillis) throws IOException {
        SegmentName name = new SegmentName(start, false);
        SegmentName target = new SegmentName(start, true);
        Path unfinished = target.unfinishedIn(folder.path());
        try (DiskFile from = disk.openReadOnly(name.in(folder.path()))) {
            if (!write(from, new Header(start, from.size(), newestMillis), unfinished)
                    || !verify(from, unfinished, start)) {
                disk.delete(unfinished);
                return false;
            }
        } catch (IOException e) {
            disk.delete(unfinished);
            throw e;
        }
        disk.rename(unfinished, target.in(folder.path()));
        disk.forceFolder(folder.path());
        folder.compressed(start);
        disk.delete(name.in(folder.path()));
        disk.forceFolder(folder.path());
        return true;
    }

    private ZstdCompressor compressor(int frameBytes) {
        if (compressor == null) {
            compressor = ZstdCompressor.create();
        }
        if (plain.length < frameBytes) {
            plain = new byte[frameBytes];
            compressed = new byte[compressor.maxCompressedLength(frameBytes)];
        }
        return compressor;
    }

    private boolean write(DiskFile from, Header header, Path target) throws IOException {
        ZstdCompressor zstd =
                compressor((int) Math.min(CompressedFormat.FRAME_BYTES, header.size()));
        FrameTable table = new FrameTable();
        table.add(CompressedFormat.HEADER_BYTES, 0);
        try (DiskFile to = disk.open(target)) {
            to.truncate(0);
            to.append(header.bytes());
            long unforced = 0;
            while (table.plainEnd() < header.size()) {
                long began = System.nanoTime();
                int count = read(from, table.plainEnd(), header.size());
                int length = zstd.compress(plain, 0, count, compressed, 0, compressed.length);
                to.append(ByteBuffer.wrap(compressed, 0, length));
                table.add(length, count);
                unforced += length;
                if (unforced >= FORCE_BYTES) {
                    to.force();
                    unforced = 0;
                }
                if (!pace.goOn(System.nanoTime() - began)) {
                    return false;
                }
            }
            to.append(table.bytes());
            to.force();
            return true;
        }
    }

    private int read(DiskFile from, long offset, long size) throws IOException {
        int count = (int) Math.min(plain.length, size - offset);
        if (from.read(ByteBuffer.wrap(plain, 0, count), offset) < count) {
            throw new IOException("a segment became shorter while it was compressed");
        }
        return count;
    }

    /** Compares what reads back from the file with what it was made of. */
    private boolean verify(DiskFile from, Path made, long start) throws IOException {
        ByteBuffer back = ByteBuffer.allocate(plain.length);
        try (CompressedSegment file = CompressedSegment.open(disk, made, start)) {
            long size = from.size();
            if (file.size() != size) {
                throw unequal(made);
            }
            for (long at = 0; at < size; at += back.limit()) {
                long began = System.nanoTime();
                int count = read(from, at, size);
                back.clear().limit(count);
                file.read(back, at);
                if (!back.flip().equals(ByteBuffer.wrap(plain, 0, count))) {
                    throw unequal(made);
                }
                if (!pace.goOn(System.nanoTime() - began)) {
                    return false;
                }
            }
            return true;
        }
    }

    private static IOException unequal(Path made) {
        return new IOException(
                made + " does not read back as what it was made of; the segment is kept as it is");
    }
}
