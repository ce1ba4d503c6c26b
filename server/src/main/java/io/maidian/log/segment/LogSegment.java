package io.maidian.log.segment;

import io.maidian.disk.Disk;
import io.maidian.disk.DiskFile;
import io.maidian.disk.NoSpaceException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The segment file that takes new groups. Bytes up to {@link #end} are durable and whole; beyond
 * them lies at most the one group that was appended last, and behind it zeros.
 *
 * <p>Zeros are written ahead, so that the force of a small group need not store the file's new size
 * too: they are gone before a next segment is made and when the log is closed. For one thread.
 */
final class LogSegment implements Closeable {
    private final DiskFile file;
    private final long start;
    private long written;
    private long end;
    private int aheadBytes;

    /** Position behind what was ever written, zeros included. */
    private long zeroed;

    private LogSegment(DiskFile file, long start, long end, int aheadBytes) {
        this.file = file;
        this.start = start;
        this.written = end;
        this.end = end;
        this.aheadBytes = aheadBytes;
        zeroed = end;
    }

    /** Makes a segment without groups, or makes one anew that a crash left without a header. */
    static LogSegment create(Disk disk, Path folder, long start, int aheadBytes)
            throws IOException {
        Path path = SegmentFormat.file(folder, start);
        DiskFile file = disk.open(path);
        try {
            if (file.size() > SegmentFormat.FILE_HEADER_BYTES) {
                throw new IOException("a new segment's file is already there: " + path);
            }
            file.truncate(0);
            file.append(SegmentFormat.fileHeader(start));
            file.force();
            disk.forceFolder(folder);
        } catch (IOException e) {
            closeAfter(e, file);
            throw e;
        }
        return new LogSegment(file, start, start, aheadBytes);
    }

    /**
     * A segment that is open and recovered, to go on in.
     *
     * @param end position behind its last group; nothing lies there
     */
    static LogSegment goOn(DiskFile file, long start, long end, int aheadBytes) {
        return new LogSegment(file, start, end, aheadBytes);
    }

    static @Nullable String headerFault(DiskFile file, long start) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(SegmentFormat.FILE_HEADER_BYTES);
        file.read(header, 0);
        return SegmentFormat.fileHeaderFault(header.flip(), start);
    }

    /**
     * Refuses a file whose header is whole, but of another version or place: that is no damage.
     *
     * @param fault of its header; null if it has none
     */
    static void refuseForeign(Path path, @Nullable String fault) throws DamagedLogException {
        if (fault != null
                && !fault.equals(SegmentFormat.FOREIGN)
                && !fault.equals(SegmentFormat.HEADER_DAMAGED)) {
            throw new DamagedLogException(path, 0, fault);
        }
    }

    /** Whether nothing but zeros lies in the file from this offset on. */
    static boolean onlyZeros(DiskFile file, long offset) throws IOException {
        byte[] bytes = new byte[1 << 16];
        long at = offset;
        int count = file.read(ByteBuffer.wrap(bytes), at);
        while (count > 0) {
            for (int i = 0; i < count; i++) {
                if (bytes[i] != 0) {
                    return false;
                }
            }
            at += count;
            count = file.read(ByteBuffer.wrap(bytes), at);
        }
        return true;
    }

    static void closeAfter(IOException failure, DiskFile file) {
        try {
            file.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** Writes the bytes of one group behind {@link #end}; durable after {@link #force}. */
    void append(ByteBuffer... group) throws IOException {
        long bytes = 0;
        for (ByteBuffer part : group) {
            bytes += part.remaining();
        }
        file.append(group);
        written = end + bytes;
        if (written > zeroed) {
            zeroed = written;
            zeroAhead(bytes);
        }
    }

    /** Not for large groups: they gain little, and it would double what is written. */
    private void zeroAhead(long groupBytes) throws IOException {
        if (groupBytes > aheadBytes / 8) {
            return;
        }
        try {
            file.zeroAhead(aheadBytes);
            zeroed = written + aheadBytes;
        } catch (NoSpaceException e) {
            // The group itself had room. Without zeros it is only slower.
            aheadBytes = 0;
        }
    }

    /** Makes what was appended durable. */
    void force() throws IOException {
        file.force();
        end = written;
    }

    /** Takes back what was appended after the last force, and the zeros ahead, durably. */
    void cut() throws IOException {
        file.truncate(SegmentFormat.FILE_HEADER_BYTES + end - start);
        written = end;
        zeroed = end;
        file.force();
    }

    /** Position of its first group. */
    long start() {
        return start;
    }

    /** Position behind its last durable group. */
    long end() {
        return end;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
