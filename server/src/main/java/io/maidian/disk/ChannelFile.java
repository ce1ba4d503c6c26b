package io.maidian.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file by its channel. Java moves heap buffers through a direct buffer as large as the call and
 * keeps it with the thread, so calls on them are cut into pieces. An interrupted thread loses the
 * channel: whoever uses it must not be interrupted, or must be at its end.
 */
final class ChannelFile implements DiskFile {
    private static final int PIECE_BYTES = 1 << 20;

    private final Path path;
    private final FileChannel channel;

    ChannelFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    @Override
    public void append(ByteBuffer... buffers) throws IOException {
        long total = 0;
        for (ByteBuffer buffer : buffers) {
            total += buffer.remaining();
        }
        try {
            if (total <= PIECE_BYTES) {
                for (long left = total; left > 0; ) {
                    left -= channel.write(buffers);
                }
            } else {
                for (ByteBuffer buffer : buffers) {
                    appendInPieces(buffer);
                }
            }
        } catch (IOException e) {
            throw explained(path, total, e);
        }
    }

    private void appendInPieces(ByteBuffer buffer) throws IOException {
        int limit = buffer.limit();
        while (buffer.position() < limit) {
            buffer.limit(
                    buffer.isDirect() ? limit : Math.min(limit, buffer.position() + PIECE_BYTES));
            channel.write(buffer);
        }
    }

    @Override
    public void zeroAhead(int bytes) throws IOException {
        long from = channel.position();
        try {
            for (int left = bytes; left > 0; ) {
                ByteBuffer zeros = ByteBuffer.allocate(Math.min(left, PIECE_BYTES));
                left -= channel.write(zeros, from + bytes - left);
            }
        } catch (IOException e) {
            throw explained(path, bytes, e);
        }
    }

    /**
     * fdatasync: the data, and of the metadata what is needed to find the data again, which
     * includes a grown or cut size. Times of access and change may be lost. The file's name is the
     * folder's matter.
     */
    @Override
    public void force() throws IOException {
        try {
            channel.force(false);
        } catch (IOException e) {
            // Never a NoSpaceException: after a failed force nothing is known of the bytes.
            throw new IOException("cannot force " + path + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void rewrite(ByteBuffer bytes, long offset) throws IOException {
        int from = bytes.position();
        int limit = bytes.limit();
        while (bytes.position() < limit) {
            bytes.limit(Math.min(limit, bytes.position() + PIECE_BYTES));
            channel.write(bytes, offset + bytes.position() - from);
        }
    }

    @Override
    public void truncate(long size) throws IOException {
        channel.truncate(size);
        channel.position(channel.size());
    }

    @Override
    public int read(ByteBuffer target, long offset) throws IOException {
        int before = target.position();
        int limit = target.limit();
        try {
            while (target.position() < limit) {
                target.limit(Math.min(limit, target.position() + PIECE_BYTES));
                if (channel.read(target, offset + target.position() - before) < 0) {
                    break;
                }
            }
        } finally {
            target.limit(limit);
        }
        return target.position() - before;
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /**
     * Tells a full disk from other trouble. The system's words depend on its language, so the free
     * space is asked too.
     */
    static IOException explained(Path path, long neededBytes, IOException failure) {
        String message = String.valueOf(failure.getMessage());
        if (message.contains("No space left")
                || message.contains("quota exceeded")
                || message.contains("没有空间")
                || usableBytes(path) < neededBytes) {
            return new NoSpaceException(path, failure);
        }
        return failure;
    }

    private static long usableBytes(Path path) {
        try {
            Path folder = path.toAbsolutePath().getParent();
            return folder == null ? Long.MAX_VALUE : Files.getFileStore(folder).getUsableSpace();
        } catch (IOException _) {
            return Long.MAX_VALUE;
        }
    }
}
