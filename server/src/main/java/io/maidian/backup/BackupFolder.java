package io.maidian.backup;

import io.maidian.disk.Disk;
import io.maidian.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A folder that holds a backup, or is to hold one. For one thread. */
final class BackupFolder {
    private static final int MAX_MANIFEST_BYTES = 64 << 20;

    /** Its folders, and what a backup calls the files in each, also those that a crash left. */
    private static final Map<String, Pattern> PARTS =
            Map.of(
                    "log", Pattern.compile("[0-9]{20}\\.log(\\.zst)?-[0-9]+"),
                    "store", Pattern.compile("store-[0-9]{20}-[0-9]+\\.duckdb"),
                    "catalog", Pattern.compile("catalog-[0-9]+\\.sqlite(-journal)?"),
                    "keys",
                            Pattern.compile(
                                    "(retry\\.key|maidian\\.properties)-[0-9a-f]{16}(\\.tmp)?"));

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
        return disk.list(folder).isEmpty()
                && disk.folders(folder).stream().allMatch(BackupFolder::isOfFileSystem);
    }

    private static boolean isOfFileSystem(Path inside) {
        return inside.endsWith("lost+found");
    }

    /**
     * The files that backups have written here, but for the manifest. What others keep beside them
     * is not among them, nor what a link leads to.
     */
    List<Path> ownFiles() throws IOException {
        List<Path> own = new ArrayList<>();
        for (Path inside : disk.folders(folder)) {
            Pattern names = PARTS.get(name(inside));
            if (names != null && !disk.isLink(inside)) {
                for (Path file : disk.list(inside)) {
                    if (names.matcher(name(file)).matches()) {
                        own.add(file);
                    }
                }
            }
        }
        return own;
    }

    /** Whether nothing is in it but what a first backup left that ended before its manifest. */
    boolean isUnfinished() throws IOException {
        List<Path> own = ownFiles();
        for (Path inside : disk.folders(folder)) {
            if (isOfFileSystem(inside)) {
                continue;
            }
            if (!PARTS.containsKey(name(inside))
                    || !disk.folders(inside).isEmpty()
                    || !own.containsAll(disk.list(inside))) {
                return false;
            }
        }
        // How the disk begins to write one.
        Path manifest = folder.resolve(BackupManifest.NAME + ".tmp");
        return Set.of(manifest).containsAll(disk.list(folder));
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
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
