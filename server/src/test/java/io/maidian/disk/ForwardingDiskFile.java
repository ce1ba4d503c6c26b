package io.maidian.disk;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A file that passes everything on; a test overrides what it wants to disturb. */
public class ForwardingDiskFile implements DiskFile {
    private final DiskFile file;

    public ForwardingDiskFile(DiskFile file) {
        this.file = file;
    }

    @Override
    public void append(ByteBuffer... buffers) throws IOException {
        file.append(buffers);
    }

    @Override
    public void zeroAhead(int bytes) throws IOException {
        file.zeroAhead(bytes);
    }

    @Override
    public void force() throws IOException {
        file.force();
    }

    @Override
    public void rewrite(ByteBuffer bytes, long offset) throws IOException {
        file.rewrite(bytes, offset);
    }

    @Override
    public void truncate(long size) throws IOException {
        file.truncate(size);
    }

    @Override
    public int read(ByteBuffer target, long offset) throws IOException {
        return file.read(target, offset);
    }

    @Override
    public long size() throws IOException {
        return file.size();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
