package io.maidian.access;

import io.maidian.disk.Disk;
import io.maidian.disk.DiskFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What the token needs of a disk, in a real folder; remembers what was replaced. */
final class FolderDisk implements Disk {
    final List<Path> replaced = new ArrayList<>();

    @Override
    public List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    @Override
    public void replace(Path file, byte[] content, boolean ownerOnly) throws IOException {
        Files.deleteIfExists(file);
        Files.write(file, content);
        Files.setPosixFilePermissions(
                file, PosixFilePermissions.fromString(ownerOnly ? "rw-------" : "rw-r--r--"));
        replaced.add(file);
    }

    @Override
    public DiskFile openReadOnly(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        return new DiskFile() {
            @Override
            public int read(ByteBuffer target, long offset) {
                int length = Math.min(target.remaining(), content.length - (int) offset);
                target.put(content, (int) offset, length);
                return length;
            }

            @Override
            public long size() {
                return content.length;
            }

            @Override
            public void append(ByteBuffer... buffers) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void force() {
                throw new UnsupportedOperationException();
            }

            @Override
            public void truncate(long size) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public DiskFile open(Path file) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void createFolders(Path folder) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void rename(Path from, Path to) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void delete(Path file) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void forceFolder(Path folder) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Closeable lock(Path file) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long usableBytes(Path folder) {
        throw new UnsupportedOperationException();
    }
}
