package io.maidian.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileDiskTest {
    @TempDir Path folder;

    private final FileDisk disk = new FileDisk();

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void appendsLieOverTheZerosAhead() throws IOException {
        Path path = folder.resolve("ahead");
        try (DiskFile file = disk.open(path)) {
            file.append(ByteBuffer.wrap(new byte[] {1, 2}));
            file.zeroAhead(3_000_000);
            assertThat(file.size()).isEqualTo(3_000_002);
            file.append(ByteBuffer.wrap(new byte[] {3}));
            file.force();
            assertThat(file.size()).isEqualTo(3_000_002);
            file.truncate(4);
            file.append(ByteBuffer.wrap(new byte[] {5}));
        }
        assertThat(Files.readAllBytes(path)).containsExactly(1, 2, 3, 0, 5);
    }

    @Test
    void appendsGoOnWhereTheFileEnds() throws IOException {
        Path file = folder.resolve("a");
        try (DiskFile open = disk.open(file)) {
            open.append(bytes("one "), bytes(""), bytes("two "));
            open.force();
        }
        try (DiskFile open = disk.open(file)) {
            open.append(bytes("three"));
            assertThat(open.size()).isEqualTo(13);
        }
        assertThat(file).hasContent("one two three");
    }

    @Test
    void largeAppendsArriveWhole() throws IOException {
        Path file = folder.resolve("large");
        byte[] large = new byte[5_000_001];
        new Random(1).nextBytes(large);
        ByteBuffer direct = ByteBuffer.allocateDirect(3_000_000).put(large, 0, 3_000_000).flip();
        try (DiskFile open = disk.open(file)) {
            open.append(direct, ByteBuffer.wrap(large, 3_000_000, 2_000_001));
            ByteBuffer read = ByteBuffer.allocate(large.length + 10);
            assertThat(open.read(read, 0)).isEqualTo(large.length);
            assertThat(read.flip()).isEqualTo(ByteBuffer.wrap(large));
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(large);
    }

    @Test
    void readsEndAtTheEndOfTheFile() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "0123456789");
        try (DiskFile open = disk.openReadOnly(file)) {
            ByteBuffer target = ByteBuffer.allocate(4);
            assertThat(open.read(target, 2)).isEqualTo(4);
            assertThat(open.read(target.clear(), 8)).isEqualTo(2);
            assertThat(open.read(target.clear(), 10)).isZero();
            assertThat(open.read(target.clear(), 99)).isZero();
        }
        assertThatThrownBy(() -> disk.openReadOnly(folder.resolve("missing")))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void appendsFollowACut() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "0123456789");
        try (DiskFile open = disk.open(file)) {
            open.truncate(4);
            open.append(bytes("x"));
            open.rewrite(bytes("0123"), 0);
            open.append(bytes("y"));
        }
        assertThat(file).hasContent("0123xy");
    }

    @Test
    void aFullDiskIsToldFromOtherTrouble() throws IOException {
        // /dev/full is a device that has no room for anything.
        try (DiskFile full = disk.open(Path.of("/dev/full"))) {
            assertThatThrownBy(() -> full.append(bytes("x"))).isInstanceOf(NoSpaceException.class);
        }
        try (DiskFile readOnly = disk.openReadOnly(Files.createFile(folder.resolve("r")))) {
            assertThatThrownBy(() -> readOnly.append(bytes("x")))
                    .isNotInstanceOf(NoSpaceException.class);
        }
    }

    @Test
    void foldersAreListedByName() throws IOException {
        disk.createFolders(folder.resolve("x/y/z"));
        disk.createFolders(folder.resolve("x/y/z"));
        Path inner = folder.resolve("x/y");
        Files.createFile(inner.resolve("b"));
        Files.createFile(inner.resolve("a"));
        assertThat(disk.list(inner)).containsExactly(inner.resolve("a"), inner.resolve("b"));
        assertThat(disk.list(folder.resolve("none"))).isEmpty();
        disk.rename(inner.resolve("b"), inner.resolve("a"));
        disk.forceFolder(inner);
        assertThat(disk.list(inner)).containsExactly(inner.resolve("a"));
        disk.delete(inner.resolve("a"));
        disk.delete(inner.resolve("a"));
        assertThat(disk.list(inner)).isEmpty();
        assertThat(disk.usableBytes(inner)).isPositive();
    }

    @Test
    void aFileWhereAFolderIsNeededIsNamed() throws IOException {
        Path file = Files.createFile(folder.resolve("data"));
        assertThatThrownBy(() -> disk.createFolders(file.resolve("log")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void aSecretIsReadableByItsOwnerOnly() throws IOException {
        Path file = folder.resolve("admin.token");
        Path leftover = Files.writeString(folder.resolve("admin.token.tmp"), "half");
        disk.replace(file, "first".getBytes(StandardCharsets.UTF_8), true);
        disk.replace(file, "second".getBytes(StandardCharsets.UTF_8), true);
        assertThat(file).hasContent("second");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(leftover).doesNotExist();
        disk.replace(file, "third".getBytes(StandardCharsets.UTF_8), false);
        assertThat(file).hasContent("third");
    }

    @Test
    void aFolderIsLockedOnceInAProcess() throws IOException {
        Path file = folder.resolve("lock");
        try (Closeable lock = disk.lock(file)) {
            assertThat(lock).isNotNull();
            assertThatThrownBy(() -> new FileDisk().lock(file))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(folder.toString())
                    .hasMessageContaining("in use by this process");
            assertThat(takenFromOutside(file)).isFalse();
        }
        assertThat(takenFromOutside(file)).isTrue();
        disk.lock(file).close();
    }

    @Test
    void theHolderOfALockIsNamed() throws Exception {
        Path file = folder.resolve("lock");
        Process other =
                new ProcessBuilder(
                                javaCommand(),
                                "-cp",
                                classPath(),
                                LockHolder.class.getName(),
                                file + "")
                        .start();
        try {
            assertThat(other.inputReader().readLine()).isEqualTo("locked");
            assertThatThrownBy(() -> disk.lock(file))
                    .hasMessageContaining("in use by process " + other.pid());
        } finally {
            other.destroy();
            assertThat(other.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        disk.lock(file).close();
    }

    /** Whether another process gets the lock. */
    private static boolean takenFromOutside(Path file) throws IOException {
        Process other =
                new ProcessBuilder(
                                javaCommand(),
                                "-cp",
                                classPath(),
                                LockHolder.class.getName(),
                                file + "")
                        .start();
        try {
            return "locked".equals(other.inputReader().readLine());
        } finally {
            other.destroy();
            other.onExit().join();
        }
    }

    private static String javaCommand() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static String classPath() {
        return System.getProperty("java.class.path");
    }

    /** A process that takes a lock, says so, and holds it until it is stopped. */
    static final class LockHolder {
        private LockHolder() {}

        public static void main(String[] args) throws IOException {
            try (Closeable lock = new FileDisk().lock(Path.of(args[0]))) {
                System.out.println(lock == null ? "none" : "locked");
                int end = System.in.read();
                assertThat(end).isNegative();
            }
        }
    }
}
