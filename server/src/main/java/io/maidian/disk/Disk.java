package io.maidian.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Files and folders, with what they promise after a crash stated: appended bytes are durable after
 * {@link DiskFile#force}, a created, renamed or deleted name after {@link #forceFolder}. Blocking:
 * never call it on an event loop. Safe for any thread; a {@link DiskFile} has one writer.
 */
public interface Disk {
    /** Opens a file for reading and appending; creates it where it is missing. */
    DiskFile open(Path file) throws IOException;

    /** Opens an existing file for reading. */
    DiskFile openReadOnly(Path file) throws IOException;

    /** The files in a folder, sorted by name; empty where the folder is missing. */
    List<Path> list(Path folder) throws IOException;

    /** The folders in a folder, sorted by name; empty where the folder is missing. */
    List<Path> folders(Path folder) throws IOException;

    /** Whether this is a symbolic link, to whatever. */
    boolean isLink(Path path);

    /** Creates a folder and its parents, where they are missing; durable on return. */
    void createFolders(Path folder) throws IOException;

    /** Renames a file, replacing the target. */
    void rename(Path from, Path to) throws IOException;

    /** Deletes a file or an empty folder, if it is there. */
    void delete(Path file) throws IOException;

    /** Makes the names in a folder durable. */
    void forceFolder(Path folder) throws IOException;

    /**
     * Writes a whole small file so that after a crash either the old or the new content is there,
     * durable on return.
     *
     * @param ownerOnly whether only the owner may read it (mode 600)
     */
    void replace(Path file, byte[] content, boolean ownerOnly) throws IOException;

    /**
     * Takes a file as this process's lock until the result is closed.
     *
     * @throws InUseException where another process, or this one, holds it
     */
    Closeable lock(Path file) throws IOException;

    /** Bytes that can still be written to the file system of this folder. */
    long usableBytes(Path folder) throws IOException;
}
