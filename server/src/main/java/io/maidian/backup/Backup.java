package io.maidian.backup;

import io.maidian.disk.Disk;
import io.maidian.disk.FileCopy;
import io.maidian.log.EventLog;
import io.maidian.log.LogPosition;
import io.maidian.log.segment.SegmentFiles;
import io.maidian.log.segment.SegmentFiles.Part;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a backup into a folder, also over an older one of the same server: what is there already
 * is not copied again. Until the new manifest is in its place the older backup stays whole, so a
 * crash at any point leaves one or the other. For one thread.
 */
public final class Backup {
    private static final Logger LOG = LoggerFactory.getLogger(Backup.class);
    private static final String SETTINGS = "maidian.properties";
    private static final String RETRY_KEY = "retry.key";
    private static final String CATALOG = "catalog.sqlite";
    private static final String STORE = "store/maidian.duckdb";

    private final Disk disk;
    private final Path root;
    private final BackupFolder folder;

    /**
     * @param root the backup's folder
     */
    public Backup(Disk disk, Path root) {
        this.disk = disk;
        this.root = root.toAbsolutePath().normalize();
        this.folder = new BackupFolder(disk, this.root);
    }

    /** Copies the catalog as it is now into a new file. */
    @FunctionalInterface
    public interface CatalogCopy {
        void to(Path file) throws IOException;
    }

    /** A copy of the store that nobody changes, and the log position that it stands at. */
    public record StoreCopy(Path file, LogPosition position) {}

    /**
     * What is backed up.
     *
     * @param data the data folder
     * @param store at a position that the log holds
     * @param version of this program
     */
    public record Source(
            Path data, EventLog log, StoreCopy store, CatalogCopy catalog, String version) {}

    /**
     * What was done.
     *
     * @param end every event that was acknowledged before this position is in
     * @param copiedBytes of {@code totalBytes}; the rest was there
     */
    public record Summary(LogPosition end, long totalBytes, long copiedBytes) {}

    /**
     * Looks whether the folder can take a backup, and makes it.
     *
     * @throws IOException where it holds something else, or lies in the data folder
     */
    public void prepare(Path data) throws IOException {
        Path absolute = data.toAbsolutePath().normalize();
        if (root.startsWith(absolute) || absolute.startsWith(root)) {
            throw new IOException(
                    "the backup's folder "
                            + root
                            + " and the data folder may not lie in one another: choose another,"
                            + " best on another disk");
        }
        disk.createFolders(root);
        if (folder.manifest() == null
                && !BackupFolder.isEmpty(disk, root)
                && !folder.isUnfinished()) {
            throw new IOException(
                    root + " holds something that is no backup: choose an empty or a new folder");
        }
    }

    /** About how many bytes {@link #write} will copy or find there. */
    public long plannedBytes(Source source) throws IOException {
        long log =
                SegmentFiles.upTo(disk, source.data().resolve("log"), source.log().end()).stream()
                        .mapToLong(Part::bytes)
                        .sum();
        return log + FileCopy.bytes(disk, source.store().file());
    }

    /**
     * Writes it; durable on return.
     *
     * @param passed told how many bytes more are in; what it throws ends the work
     */
    public Summary write(Source source, long nowMillis, LongConsumer passed) throws IOException {
        Run run = new Run(known(), passed);
        LogPosition end = source.log().end();
        store(run, source);
        log(run, source, end);
        file(run, source, RETRY_KEY, true);
        file(run, source, SETTINGS, false);
        // Last: whatever the log in the backup is about is declared in it.
        catalog(run, source, nowMillis);
        LogPosition start = source.log().start();
        if (source.store().position().compareTo(start) < 0) {
            throw new IOException(
                    "the log was shortened to "
                            + start.offset()
                            + " while the backup was made, and its store stands before: try again");
        }
        // What the log's retention dropped meanwhile would leave gaps before it.
        run.entries.removeIf(
                entry -> run.starts.getOrDefault(entry.stored(), Long.MAX_VALUE) < start.offset());
        Set<Path> folders = new HashSet<>();
        run.entries.forEach(entry -> folders.add(BackupFolder.parent(folder.file(entry.stored()))));
        // Only its own: on a disk's root there are others, which it may not even be let into.
        for (Path part : folders) {
            disk.forceFolder(part);
        }
        disk.forceFolder(root);
        BackupManifest manifest =
                new BackupManifest(
                        source.version(),
                        nowMillis,
                        start,
                        end,
                        source.store().position(),
                        run.entries);
        folder.write(manifest);
        removeOthers(manifest);
        long total = run.entries.stream().mapToLong(BackupManifest.Entry::bytes).sum();
        LOG.info("a backup of the log up to {} is in {}", end.offset(), root);
        return new Summary(end, total, run.copiedBytes);
    }

    /** What the folder's older backup holds, by the name in it. */
    private Map<String, BackupManifest.Entry> known() throws IOException {
        Map<String, BackupManifest.Entry> known = new HashMap<>();
        BackupManifest before = folder.manifest();
        if (before != null) {
            before.files().forEach(entry -> known.put(entry.stored(), entry));
        }
        return known;
    }

    /** One backup in the making. */
    private static final class Run {
        private final Map<String, BackupManifest.Entry> known;
        private final LongConsumer passed;
        private final List<BackupManifest.Entry> entries = new ArrayList<>();

        /** Of the log's segments, by their names in the backup. */
        private final Map<String, Long> starts = new HashMap<>();

        private long copiedBytes;

        Run(Map<String, BackupManifest.Entry> known, LongConsumer passed) {
            this.known = known;
            this.passed = passed;
        }

        void add(String stored, String path, FileCopy.Content content, boolean ownerOnly) {
            copiedBytes += content.bytes();
            entries.add(
                    new BackupManifest.Entry(
                            stored, path, content.bytes(), content.sha256(), ownerOnly));
        }

        /** Whether the older backup has this content under this name. */
        boolean has(Disk disk, Path file, String stored, Path from, long bytes) throws IOException {
            BackupManifest.Entry entry = known.get(stored);
            if (entry == null
                    || entry.bytes() != bytes
                    || !disk.list(BackupFolder.parent(file)).contains(file)
                    || !FileCopy.sameEnd(disk, file, from, bytes)) {
                return false;
            }
            entries.add(entry);
            passed.accept(bytes);
            return true;
        }
    }

    private void store(Run run, Source source) throws IOException {
        Path file = source.store().file();
        long bytes = FileCopy.bytes(disk, file);
        copy(run, file, "store/" + file.getFileName(), STORE, bytes);
    }

    private void log(Run run, Source source, LogPosition end) throws IOException {
        List<Part> parts = SegmentFiles.upTo(disk, source.data().resolve("log"), end);
        for (Part part : parts) {
            try {
                segment(run, part);
            } catch (NoSuchFileException e) {
                Part again = again(source, end, part);
                if (again != null) {
                    segment(run, again);
                } else if (source.log().start().offset() <= part.start()) {
                    throw e;
                }
            }
        }
    }

    /** A segment that was compressed meanwhile; null where it was dropped. */
    private @Nullable Part again(Source source, LogPosition end, Part part) throws IOException {
        return SegmentFiles.upTo(disk, source.data().resolve("log"), end).stream()
                .filter(now -> now.start() == part.start())
                .findFirst()
                .orElse(null);
    }

    private void segment(Run run, Part part) throws IOException {
        // A file is only ever appended to, so its name and its length name its content.
        String name = String.valueOf(part.file().getFileName());
        String stored = "log/" + name + "-" + part.bytes();
        copy(run, part.file(), stored, "log/" + name, part.bytes());
        run.starts.put(stored, part.start());
    }

    private void copy(Run run, Path from, String stored, String path, long bytes)
            throws IOException {
        Path to = folder.file(stored);
        disk.createFolders(BackupFolder.parent(to));
        if (!run.has(disk, to, stored, from, bytes)) {
            run.add(stored, path, FileCopy.copy(disk, from, to, bytes, run.passed), false);
        }
    }

    /** A small file, if it is there. */
    private void file(Run run, Source source, String name, boolean ownerOnly) throws IOException {
        Path from = source.data().resolve(name);
        if (!disk.list(source.data()).contains(from)) {
            return;
        }
        FileCopy.Content content = FileCopy.read(disk, from, run.passed);
        String stored = "keys/" + name + "-" + content.sha256().substring(0, 16);
        Path to = folder.file(stored);
        disk.createFolders(BackupFolder.parent(to));
        if (!run.has(disk, to, stored, from, content.bytes())) {
            disk.replace(to, folder.content(from, 1 << 20), ownerOnly);
            run.add(stored, name, content, ownerOnly);
        }
    }

    private void catalog(Run run, Source source, long nowMillis) throws IOException {
        String stored = "catalog/catalog-" + nowMillis + ".sqlite";
        Path to = folder.file(stored);
        disk.createFolders(BackupFolder.parent(to));
        disk.delete(to);
        source.catalog().to(to);
        try (var file = disk.open(to)) {
            file.force();
        }
        run.add(stored, CATALOG, FileCopy.read(disk, to, run.passed), false);
    }

    /** What an older backup had and this one has not, and what a crash left. */
    private void removeOthers(BackupManifest manifest) throws IOException {
        Set<Path> kept = new HashSet<>();
        manifest.files().forEach(entry -> kept.add(folder.file(entry.stored())));
        for (Path file : folder.ownFiles()) {
            if (!kept.contains(file)) {
                disk.delete(file);
            }
        }
    }
}
