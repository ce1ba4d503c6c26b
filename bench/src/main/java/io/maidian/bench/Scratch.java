package io.maidian.bench;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
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

    @Override
    public void close() throws IOException {
        delete();
        OnExit.remove(goesWithUs);
    }

    private void deleteQuietly() {
        try {
            delete();
        } catch (IOException e) {
            System.err.println("left behind: " + folder + ": " + e.getMessage());
        }
    }

    private void delete() throws IOException {
        Files.walkFileTree(
                folder,
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
