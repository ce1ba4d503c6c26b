package io.maidian.store.duckdb;

import io.maidian.disk.Disk;
import io.maidian.disk.DiskFile;
import io.maidian.disk.FileCopy;
import io.maidian.log.LogPosition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies of the store at known log positions: files {@code store-POSITION-MILLIS.duckdb}, each with
 * its SHA-256 in a file {@code ….duckdb.sha256} beside it, which is written last: a copy without
 * one does not count. For one thread at a time; {@link #list} may be called by any.
 */
public final class Snapshots {
    private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);
    private static final String SUM = ".sha256";
    private static final Pattern NAME =
            Pattern.compile("store-([0-9]{20})-([0-9]{13,15})\\.duckdb");
    private static final Pattern SUM_LINE = Pattern.compile("([0-9a-f]{64})  (\\S+)\n");
    private static final int MAX_SUM_BYTES = 400;

    private final Disk disk;
    private final Path folder;

    /**
     * @param folder {@code DATA/snapshots}; made when it is first needed
     */
    public Snapshots(Disk disk, Path folder) {
        this.disk = disk;
        this.folder = folder;
    }

    /**
     * One snapshot.
     *
     * @param position of the log, up to which everything is in it
     */
    public record Snapshot(Path file, LogPosition position, long takenMillis) {}

    /** Where they lie. */
    public Path folder() {
        return folder;
    }

    /** Those that are complete, the newest first; their content is not looked at. */
    public List<Snapshot> list() throws IOException {
        Set<Path> files = new HashSet<>(disk.list(folder));
        List<Snapshot> found = new ArrayList<>();
        for (Path file : files) {
            Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
            if (name.matches() && files.contains(sumOf(file))) {
                found.add(
                        new Snapshot(
                                file,
                                new LogPosition(Long.parseLong(name.group(1))),
                                Long.parseLong(name.group(2))));
            }
        }
        found.sort(
                Comparator.comparing(Snapshot::position)
                        .thenComparingLong(Snapshot::takenMillis)
                        .reversed());
        return found;
    }

    /** Where a snapshot is written before it counts. */
    public Path draft() {
        return folder.resolve("draft.duckdb");
    }

    /**
     * Takes one of this store; verified and durable on return. Takes long.
     *
     * @param nowMillis when it is taken
     */
    public Snapshot take(GenerationStore store, long nowMillis, LongConsumer passed)
            throws IOException {
        disk.createFolders(folder);
        Path draft = draft();
        LogPosition position = store.copyTo(draft);
        FileCopy.Content content = FileCopy.read(disk, draft, passed);
        String name =
                String.format(Locale.ROOT, "store-%020d-%d.duckdb", position.offset(), nowMillis);
        Path file = folder.resolve(name);
        disk.rename(draft, file);
        disk.forceFolder(folder);
        String line = content.sha256() + "  " + name + "\n";
        disk.replace(sumOf(file), line.getBytes(StandardCharsets.UTF_8), false);
        return new Snapshot(file, position, nowMillis);
    }

    /** Removes all but the newest so many, and what a crash left. */
    public void prune(int keep) throws IOException {
        Set<Path> kept = new HashSet<>();
        list().stream()
                .limit(keep)
                .forEach(snapshot -> {
                    kept.add(snapshot.file());
                    kept.add(sumOf(snapshot.file()));
                });
        for (Path file : disk.list(folder)) {
            String name = String.valueOf(file.getFileName());
            boolean ours = name.startsWith("store-") || name.startsWith("draft.duckdb");
            if (ours && !kept.contains(file)) {
                disk.delete(file);
                LOG.info("removed {}", file);
            }
        }
    }

    /**
     * Copies a snapshot into a new file, which is durable on return, and holds it against its
     * checksum.
     *
     * @throws IOException also where it is not what it was when it was taken; the target is removed
     */
    public void copyTo(Snapshot snapshot, Path target, LongConsumer passed) throws IOException {
        String expected = sum(snapshot);
        long bytes;
        try (DiskFile file = disk.openReadOnly(snapshot.file())) {
            bytes = file.size();
        }
        FileCopy.Content content = FileCopy.copy(disk, snapshot.file(), target, bytes, passed);
        if (!content.sha256().equals(expected)) {
            disk.delete(target);
            throw new IOException(snapshot.file() + " is damaged: it does not fit its checksum");
        }
    }

    private String sum(Snapshot snapshot) throws IOException {
        Path file = sumOf(snapshot.file());
        ByteBuffer content = ByteBuffer.allocate(MAX_SUM_BYTES);
        try (DiskFile open = disk.openReadOnly(file)) {
            open.read(content, 0);
        }
        Matcher line =
                SUM_LINE.matcher(
                        new String(content.array(), 0, content.position(), StandardCharsets.UTF_8));
        if (!line.matches()) {
            throw new IOException(file + " holds no checksum");
        }
        return line.group(1);
    }

    private static Path sumOf(Path file) {
        return file.resolveSibling(file.getFileName() + SUM);
    }
}
