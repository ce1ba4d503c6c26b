package io.maidian.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * One open file. One thread appends, forces and truncates; any thread may read what was appended
 * before.
 */
public interface DiskFile extends Closeable {
    /**
     * Appends all remaining bytes of the buffers, in order. On an exception any part of them may
     * have been written.
     *
     * @throws NoSpaceException where the reason is a full disk or quota
     */
    void append(ByteBuffer... buffers) throws IOException;

    /**
     * Writes so many zeros behind what was appended; later appends lie over them. A force of bytes
     * over zeros that were forced before need not store a new size of the file, which takes a
     * journal several times as long as the bytes. {@link #size} counts them; {@link #truncate}
     * takes them away.
     *
     * @throws NoSpaceException where the reason is a full disk or quota; what was appended is not
     *     touched
     * @throws UnsupportedOperationException on a stand-in that is no disk for logs
     */
    default void zeroAhead(int bytes) throws IOException {
        throw new UnsupportedOperationException("zeroAhead");
    }

    /**
     * Makes all appended bytes durable. After an exception nothing is known of them, and a second
     * call proves nothing.
     */
    void force() throws IOException;

    /**
     * Writes bytes again that lie at this offset already. If an earlier force failed, perhaps in
     * another process, the system may take them for stored though they are not; after this, the
     * next {@link #force} stores them. A crash in between changes nothing.
     *
     * @throws UnsupportedOperationException on a stand-in that is no disk for logs
     */
    default void rewrite(ByteBuffer bytes, long offset) throws IOException {
        throw new UnsupportedOperationException("rewrite");
    }

    /** Cuts the file to this size; durable after the next {@link #force}. */
    void truncate(long size) throws IOException;

    /**
     * Fills the buffer from this offset, as far as there are bytes.
     *
     * @return bytes read; less than asked only at the end of the file
     */
    int read(ByteBuffer target, long offset) throws IOException;

    /** Size in bytes. */
    long size() throws IOException;
}
