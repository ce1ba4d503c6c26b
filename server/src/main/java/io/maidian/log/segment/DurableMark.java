package io.maidian.log.segment;

import io.maidian.disk.Disk;
import io.maidian.disk.DiskFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * A note beside the segments of a position up to which the log was durable once, by which a later
 * start tells a last group that was acknowledged and then damaged from one that was never forced.
 * It may lag behind, and it is not forced while the log is in use: one that a crash spoilt counts
 * as none. For one thread.
 */
final class DurableMark implements Closeable {
    static final String NAME = "durable-end";

    /** No position is known. */
    static final long NONE = 0;

    static final int BYTES = 24;
    private static final long MAGIC = 0x4d444c4f47454e44L; // MDLOGEND
    private static final int VERSION = 1;
    private static final int CRC_AT = 20;

    private final DiskFile file;
    private long noted;

    private DurableMark(DiskFile file, long noted) {
        this.file = file;
        this.noted = noted;
    }

    /** Opens the note of the log in this folder, or makes one. */
    static DurableMark open(Disk disk, Path folder) throws IOException {
        DiskFile file = disk.open(folder.resolve(NAME));
        try {
            ByteBuffer bytes = ByteBuffer.allocate(BYTES);
            file.read(bytes, 0);
            return new DurableMark(file, position(bytes.flip()));
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** The position that is noted; {@link #NONE} where there is none. */
    long position() {
        return noted;
    }

    /** Notes a position, unless it is the one that is noted. Durable some time later. */
    void note(long position) throws IOException {
        if (position != noted) {
            file.truncate(0);
            file.append(bytes(position));
            noted = position;
        }
    }

    /** Makes the note durable. */
    void force() throws IOException {
        file.force();
    }

    private static long position(ByteBuffer bytes) {
        boolean whole =
                bytes.remaining() == BYTES
                        && bytes.getLong(0) == MAGIC
                        && bytes.getInt(8) == VERSION
                        && bytes.getLong(12) >= 0
                        && bytes.getInt(CRC_AT) == crc(bytes);
        return whole ? bytes.getLong(12) : NONE;
    }

    static ByteBuffer bytes(long position) {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES);
        bytes.putLong(MAGIC).putInt(VERSION).putLong(position);
        return bytes.putInt(crc(bytes)).flip();
    }

    private static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(0, CRC_AT));
        return (int) crc.getValue();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
