package io.maidian.log.segment;

import io.airlift.compress.v3.MalformedInputException;
import io.airlift.compress.v3.zstd.ZstdDecompressor;
import io.maidian.disk.Disk;
import io.maidian.disk.DiskFile;
import io.maidian.log.segment.CompressedFormat.Header;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A compressed segment, read as if it were the file that it was made of. A place is found by the
 * table of frames, so a read decompresses what it needs and no more. Damage reads as zeros where it
 * is in a frame, and as an empty file where it is in the header or the table: the groups' own
 * checksums tell it then. Cannot be written. For one thread.
 */
final class CompressedSegment implements DiskFile {
    private final DiskFile file;
    private final @Nullable Header header;
    private final @Nullable FrameTable table;
    private final byte[] plain;
    private byte[] compressed = new byte[0];
    private int inMemory = -1;

    /** Made when it is needed: to link zstd's own library takes a tenth of a start. */
    private @Nullable ZstdDecompressor decompressor;

    private CompressedSegment(DiskFile file, @Nullable Header header, @Nullable FrameTable table) {
        this.file = file;
        this.header = header;
        this.table = table;
        long largest = header == null ? 0 : header.size();
        plain = new byte[(int) Math.min(CompressedFormat.FRAME_BYTES, largest)];
    }

    /**
     * Opens a file to read.
     *
     * @throws IOException also where a newer version wrote it, or it bears another's name
     */
    static CompressedSegment open(Disk disk, Path path, long start) throws IOException {
        DiskFile file = disk.openReadOnly(path);
        try {
            ByteBuffer head = read(file, 0, CompressedFormat.HEADER_BYTES);
            Header header = Header.of(head);
            if (header != null && CompressedFormat.version(head) != CompressedFormat.VERSION) {
                throw new IOException(
                        "cannot read "
                                + path
                                + ": it was written by a newer version of Maidian (format "
                                + CompressedFormat.version(head)
                                + "); install that version again");
            }
            if (header != null && header.start() != start) {
                throw new DamagedLogException(
                        path, 0, "its header says that it starts at " + header.start());
            }
            return new CompressedSegment(
                    file, header, header == null ? null : table(file, header.size()));
        } catch (IOException e) {
            LogSegment.closeAfter(e, file);
            throw e;
        }
    }

    private static @Nullable FrameTable table(DiskFile file, long plainBytes) throws IOException {
        long size = file.size();
        int footerBytes = FrameTable.FOOTER_BYTES;
        int frames = FrameTable.frames(read(file, size - footerBytes, footerBytes));
        if (frames < 0) {
            return null;
        }
        int tableBytes = FrameTable.bytes(frames);
        FrameTable table = FrameTable.of(read(file, size - tableBytes, tableBytes), frames);
        boolean fits =
                table != null && table.end() + tableBytes == size && table.plainEnd() == plainBytes;
        return fits ? table : null;
    }

    private static ByteBuffer read(DiskFile file, long offset, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        if (offset >= 0) {
            file.read(bytes, offset);
        }
        return bytes.flip();
    }

    /** Whether nothing of it can be read, as its header or its table is damaged. */
    boolean unreadable() {
        return table == null;
    }

    /** Received time of its last upload; {@link CompressedFormat#NO_TIME} if it is not known. */
    long newestMillis() {
        return header == null ? CompressedFormat.NO_TIME : header.newestMillis();
    }

    /** Its size on disk in bytes. */
    long compressedBytes() throws IOException {
        return file.size();
    }

    @Override
    public int read(ByteBuffer target, long offset) throws IOException {
        FrameTable frames = table;
        if (frames == null) {
            return 0;
        }
        int before = target.position();
        long at = offset;
        while (target.hasRemaining() && at < size()) {
            int frame = frames.holding(at);
            load(frames, frame);
            int from = (int) (at - frames.plainAt(frame));
            int count = Math.min(target.remaining(), frames.plainLength(frame) - from);
            target.put(plain, from, count);
            at += count;
        }
        return target.position() - before;
    }

    private void load(FrameTable frames, int frame) throws IOException {
        if (inMemory == frame) {
            return;
        }
        inMemory = -1;
        int length = frames.length(frame);
        if (compressed.length < length) {
            compressed = new byte[length];
        }
        int count = file.read(ByteBuffer.wrap(compressed, 0, length), frames.at(frame));
        if (count < length || !decompress(length, frames.plainLength(frame))) {
            Arrays.fill(plain, (byte) 0);
        }
        inMemory = frame;
    }

    private boolean decompress(int length, int plainLength) {
        if (decompressor == null) {
            decompressor = ZstdDecompressor.create();
        }
        try {
            return decompressor.decompress(compressed, 0, length, plain, 0, plain.length)
                    == plainLength;
        } catch (MalformedInputException
                | IllegalArgumentException
                | IllegalStateException
                | ArithmeticException
                | IndexOutOfBoundsException e) {
            return false;
        }
    }

    /**
     * Copies what stands on disk for a part of the segment's file: whole frames, or all of it where
     * it is unreadable.
     */
    void copyRaw(long offset, long length, DiskFile to) throws IOException {
        FrameTable frames = table;
        long from = 0;
        long end = file.size();
        if (frames != null && offset < size()) {
            long last = Math.min(offset + Math.max(1, length), size()) - 1;
            int lastFrame = frames.holding(last);
            from = frames.at(frames.holding(offset));
            end = frames.at(lastFrame) + frames.length(lastFrame);
        }
        DamagedParts.copy(file, from, end - from, to);
    }

    @Override
    public long size() {
        return table == null || header == null ? 0 : header.size();
    }

    @Override
    public void append(ByteBuffer... buffers) {
        throw new UnsupportedOperationException("a compressed segment is never written");
    }

    @Override
    public void truncate(long size) {
        throw new UnsupportedOperationException("a compressed segment is never written");
    }

    @Override
    public void force() {
        throw new UnsupportedOperationException("a compressed segment is never written");
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
