package io.maidian.store.duckdb;

import io.maidian.disk.Disk;
import io.maidian.disk.DiskFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A disk that can do what the store asks of one: create folders. */
final class FolderDisk implements Disk {
    @Override
    public void createFolders(Path folder) throws IOException {
        Files.createDirectories(folder);
    }

    @Override
    public DiskFile open(Path file) {
        throw new UnsupportedOperationException();
    }

    @Override
    public DiskFile openReadOnly(Path file) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Path> list(Path folder) {
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
    public void replace(Path file, byte[] content, boolean ownerOnly) {
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
