package io.maidian.store.duckdb;

import io.maidian.disk.Disk;
import io.maidian.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store's folder: its generations, of which the file {@code CURRENT} names the one that counts.
 * Generation 1 lies in the folder itself, generation n in {@code generation-n}. A new one becomes
 * current by one rename, so that a crash at any point leaves one that is whole; what else is there
 * is a leftover. docs/formats/store-duckdb.md describes it.
 *
 * <p>For one thread at a time; whoever uses it holds the data folder's lock.
 */
public final class StoreFolder {
    private static final Logger LOG = LoggerFactory.getLogger(StoreFolder.class);
    private static final String CURRENT = "CURRENT";
    private static final String OR_REBUILD =
            ", or `maidian rebuild --data DIR` (with this data folder) makes a new one";
    private static final int FIRST = 1;
    private static final int MAX_POINTER_BYTES = 100;
    private static final Pattern POINTER =
            Pattern.compile("maidian store 1: generation ([0-9]{1,9})\n");
    private static final Pattern GENERATION = Pattern.compile("generation-([0-9]{1,9})");

    private final Disk disk;
    private final Path root;

    /**
     * @param root {@code DATA/store}
     */
    public StoreFolder(Disk disk, Path root) {
        this.disk = disk;
        this.root = root;
    }

    Disk disk() {
        return disk;
    }

    /** The folder that all generations lie in. */
    public Path root() {
        return root;
    }

    /**
     * The generation that counts.
     *
     * @throws IOException also where the file that names it is damaged, or what is there does not
     *     fit it: then nothing may be taken for a leftover, and the message says what to do
     */
    int current() throws IOException {
        Path pointer = root.resolve(CURRENT);
        boolean named = disk.list(root).contains(pointer);
        int current = named ? named(pointer) : FIRST;
        if (!isThere(current)) {
            if (named) {
                throw new IOException(
                        pointer
                                + " names a store that is missing, "
                                + file(current)
                                + ": put it back"
                                + OR_REBUILD);
            }
            for (Path folder : disk.folders(root)) {
                int other = numberOf(folder);
                if (other > 0 && isThere(other)) {
                    throw new IOException(
                            "there is a store "
                                    + file(other)
                                    + ", but "
                                    + pointer
                                    + ", which names the one that counts, is missing: put it back"
                                    + OR_REBUILD);
                }
            }
        }
        return current;
    }

    private int named(Path pointer) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(MAX_POINTER_BYTES);
        try (DiskFile file = disk.openReadOnly(pointer)) {
            file.read(content, 0);
        }
        String text = new String(content.array(), 0, content.position(), StandardCharsets.UTF_8);
        Matcher found = POINTER.matcher(text);
        if (!found.matches()) {
            throw new IOException(
                    pointer
                            + " does not say which generation of the store counts: put it back"
                            + OR_REBUILD);
        }
        return Integer.parseInt(found.group(1));
    }

    private boolean isThere(int generation) throws IOException {
        return disk.list(folder(generation)).contains(file(generation));
    }

    /** Where a generation lies. */
    Path folder(int generation) {
        return generation == FIRST ? root : root.resolve("generation-" + generation);
    }

    /** A generation's file. */
    Path file(int generation) {
        return folder(generation).resolve(Database.FILE);
    }

    /** A number that no generation has; its folder is there, and empty. */
    int reserve() throws IOException {
        disk.createFolders(root);
        int highest = FIRST;
        for (Path folder : disk.folders(root)) {
            highest = Math.max(highest, numberOf(folder));
        }
        int next = highest + 1;
        remove(next);
        disk.createFolders(folder(next));
        return next;
    }

    /**
     * Makes a generation the one that counts; durable on return. Its file must be durable before.
     */
    void makeCurrent(int generation) throws IOException {
        disk.forceFolder(folder(generation));
        disk.forceFolder(root);
        String text = "maidian store 1: generation " + generation + "\n";
        disk.replace(root.resolve(CURRENT), text.getBytes(StandardCharsets.UTF_8), false);
    }

    /** Removes all generations but this one, which is whole: what a crash left. */
    void removeOthers(int current) throws IOException {
        for (Path folder : disk.folders(root)) {
            int generation = numberOf(folder);
            if (generation > 0 && generation != current) {
                remove(generation);
                LOG.info("removed a generation of the store that does not count: {}", folder);
            }
        }
        if (current != FIRST && isThere(FIRST)) {
            remove(FIRST);
            LOG.info("removed a generation of the store that does not count: {}", file(FIRST));
        }
    }

    /** Removes a generation's files. */
    void remove(int generation) throws IOException {
        Path folder = folder(generation);
        Path scratch = folder.resolve("tmp");
        for (Path file : disk.list(scratch)) {
            disk.delete(file);
        }
        disk.delete(scratch);
        if (generation == FIRST) {
            disk.delete(file(FIRST));
            disk.delete(writeAheadLog(FIRST));
        } else {
            for (Path file : disk.list(folder)) {
                disk.delete(file);
            }
            disk.delete(folder);
        }
    }

    private Path writeAheadLog(int generation) {
        return folder(generation).resolve(Database.FILE + ".wal");
    }

    /** 0 where the folder is none of a generation. */
    private static int numberOf(Path folder) {
        Matcher name = GENERATION.matcher(String.valueOf(folder.getFileName()));
        return name.matches() ? Integer.parseInt(name.group(1)) : 0;
    }
}
