package io.maidian.backup;

import io.maidian.disk.Disk;
import io.maidian.disk.FileCopy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * Makes a data folder from a backup. Every file is held against its checksum before anything is
 * used, and again as it is copied; until all of it is there the folder bears a mark, with which no
 * server starts. For one thread.
 */
public final class Restore {
    /** The mark's name in the data folder. */
    public static final String MARK = "restoring";

    private final Disk disk;
    private final Path from;
    private final BackupFolder backup;
    private final BackupManifest manifest;

    /**
     * Reads the manifest of a backup.
     *
     * @throws IOException where there is none, in one line
     */
    public Restore(Disk disk, Path from) throws IOException {
        this.disk = disk;
        this.from = from;
        backup = new BackupFolder(disk, from);
        BackupManifest found = backup.manifest();
        if (found == null) {
            throw new IOException(
                    "there is no backup in " + from + ": it has no " + BackupManifest.NAME);
        }
        manifest = found;
    }

    /** What is restored. */
    public BackupManifest manifest() {
        return manifest;
    }

    /** Bytes that pass twice: once to verify, once to copy. */
    public long totalBytes() {
        return 2 * manifest.files().stream().mapToLong(BackupManifest.Entry::bytes).sum();
    }

    /**
     * Verifies all of the backup and restores it into an empty or new folder; durable on return.
     *
     * @throws IOException where the backup is not whole or the folder not empty; then the backup is
     *     as it was, and the folder as well unless copying had begun
     */
    public void into(Path data, LongConsumer passed) throws IOException {
        if (!BackupFolder.isEmpty(disk, data)) {
            throw new IOException(
                    data + " is not empty: name a new folder, nothing is ever restored over data");
        }
        verify(passed);
        disk.createFolders(data);
        Path mark = data.resolve(MARK);
        disk.replace(mark, "from a backup\n".getBytes(StandardCharsets.UTF_8), false);
        Set<Path> folders = new HashSet<>();
        for (BackupManifest.Entry entry : manifest.files()) {
            Path to = data.resolve(entry.path());
            disk.createFolders(BackupFolder.parent(to));
            folders.add(BackupFolder.parent(to));
            copy(entry, to, passed);
        }
        for (Path folder : folders) {
            disk.forceFolder(folder);
        }
        disk.delete(mark);
        disk.forceFolder(data);
    }

    private void verify(LongConsumer passed) throws IOException {
        for (BackupManifest.Entry entry : manifest.files()) {
            Path file = backup.file(entry.stored());
            if (!disk.list(BackupFolder.parent(file)).contains(file)) {
                throw new IOException("the backup in " + from + " lacks " + file);
            }
            long bytes = FileCopy.bytes(disk, file);
            if (bytes != entry.bytes()) {
                throw damaged(file, "has " + bytes + " bytes, not " + entry.bytes());
            }
            require(entry, file, FileCopy.read(disk, file, passed));
        }
    }

    private void copy(BackupManifest.Entry entry, Path to, LongConsumer passed) throws IOException {
        Path file = backup.file(entry.stored());
        if (entry.ownerOnly()) {
            disk.replace(to, backup.content(file, 1 << 20), true);
            require(entry, file, FileCopy.read(disk, to, passed));
        } else {
            require(entry, file, FileCopy.copy(disk, file, to, entry.bytes(), passed));
        }
    }

    private static void require(BackupManifest.Entry entry, Path file, FileCopy.Content found)
            throws IOException {
        if (!found.sha256().equals(entry.sha256())) {
            throw damaged(file, "does not fit its checksum");
        }
    }

    private static IOException damaged(Path file, String how) {
        return new IOException(
                file + " of the backup is damaged, it " + how + ": use another backup");
    }
}
