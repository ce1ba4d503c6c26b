package io.maidian.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The real disk, of a POSIX system. Safe for any thread. */
public final class FileDisk implements Disk {
    /**
     * Locks that this process holds. POSIX drops a process's lock when the process closes any of
     * its handles on the file, so a second handle must not even be opened.
     */
    private static final Set<Path> LOCKED = ConcurrentHashMap.newKeySet();

    @Override
    public DiskFile open(Path file) throws IOException {
        try {
            FileChannel channel =
                    FileChannel.open(
                            file,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE);
            try {
                channel.position(channel.size());
            } catch (IOException e) {
                channel.close();
                throw e;
            }
            return new ChannelFile(file, channel);
        } catch (IOException e) {
            throw ChannelFile.explained(file, 1, e);
        }
    }

    @Override
    public DiskFile openReadOnly(Path file) throws IOException {
        return new ChannelFile(file, FileChannel.open(file, StandardOpenOption.READ));
    }

    @Override
    public List<Path> list(Path folder) throws IOException {
        return list(folder, Files::isRegularFile);
    }

    @Override
    public List<Path> folders(Path folder) throws IOException {
        return list(folder, Files::isDirectory);
    }

    private static List<Path> list(Path folder, DirectoryStream.Filter<Path> which)
            throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, which)) {
            all.forEach(found::add);
        } catch (NoSuchFileException _) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        Collections.sort(found);
        return found;
    }

    @Override
    public boolean isLink(Path path) {
        return Files.isSymbolicLink(path);
    }

    @Override
    public void createFolders(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path parent = folder.toAbsolutePath().getParent();
        if (parent != null) {
            createFolders(parent);
        }
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw new IOException(
                        "a folder is needed at " + folder + ", but a file is there", e);
            }
        }
        if (parent != null) {
            forceFolder(parent);
        }
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public void replace(Path file, byte[] content, boolean ownerOnly) throws IOException {
        Path absolute = file.toAbsolutePath();
        Path name = absolute.getFileName();
        Path folder = absolute.getParent();
        if (name == null || folder == null) {
            throw new IOException("not a file's name: " + file);
        }
        Path temporary = folder.resolve(name + ".tmp");
        // One left by a crash may be readable by others: never written into, always made anew.
        Files.deleteIfExists(temporary);
        Set<OpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        FileAttribute<?>[] attributes =
                ownerOnly
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        try (FileChannel channel = FileChannel.open(temporary, options, attributes)) {
            DiskFile target = new ChannelFile(temporary, channel);
            target.append(ByteBuffer.wrap(content));
            target.force();
        }
        rename(temporary, absolute);
        forceFolder(folder);
    }

    @Override
    public Closeable lock(Path file) throws IOException {
        Path absolute = file.toAbsolutePath().normalize();
        if (!LOCKED.add(absolute)) {
            throw inUse(absolute, "this process");
        }
        FileChannel channel = null;
        try {
            channel =
                    FileChannel.open(
                            absolute,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw inUse(absolute, holder(channel));
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(ownName().getBytes(StandardCharsets.UTF_8)), 0);
            return new HeldLock(absolute, channel);
        } catch (OverlappingFileLockException e) {
            throw abandon(absolute, channel, inUse(absolute, "this process"), e);
        } catch (IOException e) {
            throw abandon(absolute, channel, e, null);
        }
    }

    @Override
    public long usableBytes(Path folder) throws IOException {
        return Files.getFileStore(folder).getUsableSpace();
    }

    private static IOException abandon(
            Path file,
            @Nullable FileChannel channel,
            IOException failure,
            @Nullable Throwable cause) {
        LOCKED.remove(file);
        if (cause != null) {
            failure.addSuppressed(cause);
        }
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }

    private static IOException inUse(Path file, String by) {
        return new InUseException(
                "the folder "
                        + file.getParent()
                        + " is in use by "
                        + by
                        + ": stop that one, or choose another folder (lock file "
                        + file
                        + ")");
    }

    private static String ownName() {
        return "process " + ProcessHandle.current().pid();
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer name = ByteBuffer.allocate(40);
        channel.read(name, 0);
        String text = new String(name.array(), 0, name.position(), StandardCharsets.UTF_8);
        return text.matches("process \\d+") ? text : "another process";
    }

    private record HeldLock(Path file, FileChannel channel) implements Closeable {
        @Override
        public void close() throws IOException {
            try {
                channel.close();
            } finally {
                LOCKED.remove(file);
            }
        }
    }
}
