package io.maidian.backup;

import io.maidian.disk.Disk;
import io.maidian.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A folder that holds a backup, or is to hold one. For one thread. */
final class BackupFolder {
    private static final int MAX_MANIFEST_BYTES = 64 << 20;

    private final Disk disk;
    private final Path folder;

    BackupFolder(Disk disk, Path folder) {
        this.disk = disk;
        this.folder = folder;
    }

    /** The folder of a file that lies in one. */
    static Path parent(Path file) {
        return Objects.requireNonNull(file.getParent());
    }

    Path file(String stored) {
        return folder.resolve(stored);
    }

    /** Null where there is none. */
    @Nullable BackupManifest manifest() throws IOException {
        Path file = folder.resolve(BackupManifest.NAME);
        if (!disk.list(folder).contains(file)) {
            return null;
        }
        try {
            return BackupManifest.parse(content(file, MAX_MANIFEST_BYTES));
        } catch (IOException e) {
            throw new IOException(file + " cannot be used: " + e.getMessage(), e);
        }
    }

    void write(BackupManifest manifest) throws IOException {
        disk.replace(folder.resolve(BackupManifest.NAME), manifest.json(), false);
    }

    /** Whether nothing of anybody's is in it; the folder of lost files of a file system is. */
    static boolean isEmpty(Disk disk, Path folder) throws IOException {
        List<Path> folders = disk.folders(folder);
        boolean onlyLost = folders.stream().allMatch(each -> each.endsWith("lost+found"));
        return disk.list(folder).isEmpty() && onlyLost;
    }

    /** A whole small file. */
    byte[] content(Path file, int atMostBytes) throws IOException {
        try (DiskFile open = disk.openReadOnly(file)) {
            if (open.size() > atMostBytes) {
                throw new IOException(file + " is too large: " + open.size() + " bytes");
            }
            ByteBuffer content = ByteBuffer.allocate((int) open.size());
            open.read(content, 0);
            byte[] bytes = new byte[content.position()];
            content.flip().get(bytes);
            return bytes;
        }
    }
}
