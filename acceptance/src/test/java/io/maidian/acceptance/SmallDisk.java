package io.maidian.acceptance;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A file system of its own that can be filled and can fail, in a mount namespace of its own that
 * goes with it, so that nothing is left of it whatever becomes of the test. Only processes that are
 * started {@link #inside} see it under its path. Needs root, and says so. For one thread.
 */
final class SmallDisk implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String READY = "mounted";

    private final Path folder;
    private final Path image;
    private final Product.Started holder;

    private SmallDisk(Path folder, Path image, Product.Started holder) {
        this.folder = folder;
        this.image = image;
        this.holder = holder;
    }

    /** An ext4 in a file of this size. */
    static SmallDisk ext4(String name, int mebibytes) throws IOException {
        Path parent = Product.newFolder(name);
        Path folder = Files.createDirectory(parent.resolve("disk"));
        Path image = parent.resolve("image");
        String script =
                "truncate -s %dM '%s' && mkfs.ext4 -q -m 0 '%s' && mount -o loop '%s' '%s' && echo %s && exec sleep 3600"
                        .formatted(mebibytes, image, image, image, folder, READY);
        Product.Started holder =
                Product.start(List.of("unshare", "-m", "sh", "-c", script), Map.of());
        if (!holder.out().await(lines -> lines.contains(READY), LIMIT)) {
            throw new AssertionError(
                    "this test mounts a file system of its own, so run it as root, where loop devices"
                            + " are to be had: "
                            + holder.err().lines());
        }
        return new SmallDisk(folder, image, holder);
    }

    /** Where it is, for processes that are inside. */
    Path path() {
        return folder;
    }

    /** Where the tests see what lies at its path. */
    Path seenFromHere() {
        return Path.of("/proc", Long.toString(holder.process().pid()), "root")
                .resolve(Path.of("/").relativize(folder.toAbsolutePath()));
    }

    /** A command line for a process that sees it. */
    List<String> inside(List<String> command) {
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "nsenter",
                                "-m",
                                "-t",
                                Long.toString(holder.process().pid()),
                                "--"));
        all.addAll(command);
        return all;
    }

    /** Starts the product on it and waits until it is ready. */
    MaidianProcess serve(int port, String... options) {
        Path data = folder.resolve("data");
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "serve",
                                "--port",
                                Integer.toString(port),
                                "--data",
                                data.toString()));
        arguments.addAll(List.of(options));
        Product.Started server =
                Product.start(inside(Product.command(arguments.toArray(String[]::new))), Map.of());
        return MaidianProcess.start(seenFromHere().resolve("data"), server);
    }

    /** Writes a file that leaves only so many bytes free; 0 leaves none. */
    void fill(long leaveBytes) throws IOException {
        Path ballast = seenFromHere().resolve("ballast");
        byte[] piece = new byte[1 << 16];
        try (OutputStream out = Files.newOutputStream(ballast)) {
            while (leaveBytes == 0
                    || ballast.toFile().getUsableSpace() > leaveBytes + piece.length) {
                out.write(piece);
            }
        } catch (IOException e) {
            if (leaveBytes > 0 || !String.valueOf(e.getMessage()).contains("No space left")) {
                throw e;
            }
        }
    }

    /** Makes the room again that {@link #fill} took. */
    void free() throws IOException {
        Files.delete(seenFromHere().resolve("ballast"));
    }

    /** It becomes read-only under whoever writes, as Linux does after errors of a disk. */
    void fail() {
        run("mount", "-o", "remount,abort", folder.toString());
    }

    /** What an operator does after {@link #fail}, when nobody has it open: check and mount anew. */
    void mend() {
        run(
                "sh",
                "-c",
                "umount '%s' && e2fsck -fy '%s' >/dev/null; mount -o loop '%s' '%s'"
                        .formatted(folder, image, image, folder));
    }

    private void run(String... command) {
        Product.Ended ended = Product.awaitEnd(Product.start(inside(List.of(command)), Map.of()));
        if (ended.status() != 0) {
            throw new AssertionError(List.of(command) + " failed: " + ended.said());
        }
    }

    @Override
    public void close() {
        holder.process().destroyForcibly();
        try {
            Product.awaitEnd(holder, LIMIT);
            Files.deleteIfExists(image);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
