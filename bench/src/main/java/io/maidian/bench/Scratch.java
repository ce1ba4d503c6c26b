package io.maidian.bench;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** A folder on a real disk for one run's data, gone when it is over. */
final class Scratch implements AutoCloseable {
    private final Path folder;
    private final Runnable goesWithUs = this::deleteQuietly;

    /**
     * @param parent not on a memory file system, which would make durability free
     */
    Scratch(Path parent) throws IOException {
        Files.createDirectories(parent);
        String type = Files.getFileStore(parent).type();
        if (type.equals("tmpfs") || type.equals("ramfs")) {
            throw new BenchFailure(
                    parent
                            + " lies in memory ("
                            + type
                            + "); choose a disk's folder with --scratch");
        }
        folder = Files.createTempDirectory(parent, "run");
        OnExit.add(goesWithUs);
    }

    Path folder() {
        return folder;
    }

    /** A new folder in it, in place of the one that this made before. */
    Path fresh(String name) throws IOException {
        Path fresh = folder.resolve(name);
        if (Files.exists(fresh)) {
            delete(fresh);
        }
        return Files.createDirectory(fresh);
    }

    /** Lets other users pass through to folders of theirs in it. */
    void admitOthers() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    }

    @Override
    public void close() throws IOException {
        delete(folder);
        OnExit.remove(goesWithUs);
    }

    private void deleteQuietly() {
        try {
            delete(folder);
        } catch (IOException e) {
            System.err.println("left behind: " + folder + ": " + e.getMessage());
        }
    }

    private static void delete(Path tree) throws IOException {
        Files.walkFileTree(
                tree,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.deleteIfExists(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException problem) {
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path visited, @Nullable IOException problem) throws IOException {
                        Files.deleteIfExists(visited);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
