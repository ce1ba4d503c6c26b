package io.maidian.ids;

import io.maidian.disk.Disk;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runs of a folder. What is in {@link #runs} is named by the manifest, or was before: a change
 * is made durable first. Files that no manifest names are deleted once a newer one is durable, and
 * a number is never used again. One thread appends while another merges and expires; {@link #runs}
 * is safe for any.
 */
final class IdFolder {
    private static final Logger LOG = LoggerFactory.getLogger(IdFolder.class);

    /** A run with a filter has at most this part of the filters' memory. */
    private static final int PART_OF_MEMORY = 4;

    private static final long LARGEST_FILTER_BYTES = 512L << 20;

    private final Disk disk;
    private final Path folder;
    private final long fingerprint;
    private final KnownIdsOptions options;
    private final ReentrantLock turn = new ReentrantLock();

    /** Numbers of files that are being written. Guarded by the turn, as the next. */
    private final Set<Long> unfinished = new HashSet<>();

    private long nextNumber;
    private volatile long flushed = NEW;

    /** Whether something was missing or damaged at this start. */
    private boolean lacking;

    private volatile List<IdRun> runs = List.of();

    private IdFolder(Disk disk, Path folder, long fingerprint, KnownIdsOptions options) {
        this.disk = disk;
        this.folder = folder;
        this.fingerprint = fingerprint;
        this.options = options;
    }

    /**
     * Opens the folder as its manifest says. What is damaged is set aside; then, and where ids are
     * to be kept longer than before, the log of a whole window is to be read beside the runs that
     * are left, and the folder stands at the position {@link #NEW}.
     *
     * @param usable whether the log can be read on from a position
     * @throws IOException if the log or the folder cannot be read; one line that says what to do
     */
    static IdFolder open(
            Disk disk, Path folder, long fingerprint, KnownIdsOptions options, Resumable usable)
            throws IOException {
        IdFolder opened = new IdFolder(disk, folder, fingerprint, options);
        boolean loaded = false;
        try {
            opened.load(usable);
            loaded = true;
        } finally {
            if (!loaded) {
                opened.close();
            }
        }
        return opened;
    }

    /** Where a folder stands that may not know all of the window. */
    static final long NEW = -1;

    private static final long AS_BEFORE = -2;

    /** Whether the log can be read on from a position. */
    interface Resumable {
        boolean from(long position) throws IOException;
    }

    private void load(Resumable usable) throws IOException {
        IdManifest manifest;
        try {
            Set<Path> all = new HashSet<>(files(folder));
            all.addAll(files(setAside()));
            nextNumber = 1 + all.stream().mapToLong(IdFolder::number).max().orElse(0);
            lacking = !disk.list(setAside()).isEmpty();
            manifest = manifest();
        } catch (IOException e) {
            throw unreadable(e);
        }
        String why = manifest == null ? "there is no manifest" : unusable(manifest, usable);
        try {
            if (manifest == null || why != null) {
                setAllAside(String.valueOf(why));
            } else if (openRuns(manifest) && manifest.windowSeconds() >= options.windowSeconds()) {
                flushed = manifest.flushed();
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** Null where there is none that can be used. */
    private @Nullable IdManifest manifest() throws IOException {
        try {
            return IdManifest.read(disk, folder);
        } catch (DamagedIdsException e) {
            setAside(folder.resolve(IdManifest.NAME), e.getMessage());
            return null;
        }
    }

    /** Why nothing here belongs to this log; null where it does. */
    private @Nullable String unusable(IdManifest manifest, Resumable usable) throws IOException {
        if (manifest.fingerprint() != fingerprint) {
            return "the key in " + folder + " is another one";
        }
        return usable.from(manifest.flushed())
                ? null
                : "the log has no group at " + manifest.flushed();
    }

    /** Opens those that are whole; false if one is not. */
    private boolean openRuns(IdManifest manifest) throws IOException {
        long left = options.filterBytes();
        List<IdRun> opened = new ArrayList<>();
        // The newest first: where there is not memory for all filters, theirs serve most.
        for (long number : manifest.runs().reversed()) {
            try {
                IdRun run = IdRun.open(disk, path(number), number, fingerprint, left);
                opened.addFirst(run);
                runs = List.copyOf(opened);
                left -= run.filterBytes();
            } catch (DamagedIdsException e) {
                setAside(path(number), e.getMessage());
            } catch (NoSuchFileException _) {
                LOG.warn("{} is missing: the log of the window is read again", path(number));
                lacking = true;
            }
        }
        return opened.size() == manifest.runs().size();
    }

    private void setAllAside(String why) throws IOException {
        Path manifest = folder.resolve(IdManifest.NAME);
        List<Path> all = new ArrayList<>(files(folder));
        if (disk.list(folder).contains(manifest)) {
            // First: without it what is left of a start that ends here is set aside, too.
            all.addFirst(manifest);
        }
        for (Path file : all) {
            setAside(file, why);
        }
    }

    private void setAside(Path file, @Nullable String why) throws IOException {
        LOG.warn("{} is set aside in {}: {}", file, setAside(), why);
        disk.createFolders(setAside());
        disk.rename(file, setAside().resolve(name(file)));
        disk.forceFolder(setAside());
        lacking = true;
    }

    /** Where what cannot be used is kept for a person to look at. */
    private Path setAside() {
        return folder.resolve("damaged");
    }

    private IOException unreadable(IOException e) {
        return new IOException(
                "the known ids in %s cannot be read (%s): mend that (owner and rights, the limit of open files, the disk) and start again; or move the folder elsewhere: then they are made again from the log, as far as that reaches back"
                        .formatted(folder, e),
                e);
    }

    /** What of the window may be unknown, and what to do; null where all is known. */
    @Nullable String doubt() {
        return lacking
                ? "files of ids were damaged or missing: ids that the log does not hold any more may be unknown, and what bears one of them is stored again. Move what lies in "
                        + setAside()
                        + " elsewhere and restart: then this is not told any more"
                : null;
    }

    List<IdRun> runs() {
        return runs;
    }

    /** The position in the log before which every id is in the runs. */
    long flushed() {
        return flushed;
    }

    /**
     * Goes on from a position, beside the runs that are there.
     *
     * @throws IOException if that cannot be made durable
     */
    void beginAt(long position) throws IOException {
        change(List.of(), null, position);
    }

    /** Makes a run of the ids of the log from {@link #flushed} to a position, durable on return. */
    void append(IdBuffer ids, long to) throws IOException {
        if (ids.size() == 0) {
            change(List.of(), null, to);
            return;
        }
        ids.sort();
        long number = begin();
        try {
            try (IdRunWriter writer = writer(number, ids.size())) {
                for (int i = 0; i < ids.size(); i++) {
                    writer.add(ids.high(i), ids.low(i));
                }
                writer.finish();
            } catch (IOException | RuntimeException e) {
                discard(number, e);
                throw e;
            }
            change(List.of(), open(number, List.of()), to);
        } finally {
            end(number);
        }
    }

    /** Puts one run in place of neighbours, without what is older than a second. */
    void merge(List<IdRun> neighbours, long fromSecond) throws IOException {
        long number = begin();
        try {
            long most = neighbours.stream().mapToLong(IdRun::ids).sum();
            boolean any;
            try (IdRunWriter writer = writer(number, most)) {
                IdMerge.write(neighbours, fromSecond, writer);
                any = writer.finish();
            } catch (IOException | RuntimeException e) {
                discard(number, e);
                throw e;
            }
            change(neighbours, any ? open(number, neighbours) : null, AS_BEFORE);
        } finally {
            end(number);
        }
    }

    /** Half a file must not take the space for whose want it was not written. */
    private void discard(long number, Exception why) {
        try {
            disk.delete(path(number));
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }

    private long begin() {
        turn.lock();
        try {
            unfinished.add(nextNumber);
            return nextNumber++;
        } finally {
            turn.unlock();
        }
    }

    private void end(long number) {
        turn.lock();
        try {
            unfinished.remove(number);
        } finally {
            turn.unlock();
        }
    }

    /** Puts a run in the place of neighbours, or at the end. */
    private void change(List<IdRun> neighbours, @Nullable IdRun added, long to) throws IOException {
        turn.lock();
        try {
            List<IdRun> next = new ArrayList<>(runs);
            int at = neighbours.isEmpty() ? next.size() : next.indexOf(neighbours.getFirst());
            next.removeAll(neighbours);
            if (added != null) {
                next.add(at, added);
            }
            publish(next, to == AS_BEFORE ? flushed : to);
        } finally {
            if (added != null && !runs.contains(added)) {
                added.close();
            }
            turn.unlock();
        }
    }

    /** Lets go of the runs in which all ids are older than a second. */
    void expire(long fromSecond) throws IOException {
        List<IdRun> old = runs.stream().filter(run -> run.newestSecond() < fromSecond).toList();
        if (!old.isEmpty()) {
            change(old, null, AS_BEFORE);
        }
    }

    /** Hashes that a run with a filter may have. */
    long largestFilteredIds() {
        return Math.min(options.filterBytes() / PART_OF_MEMORY, LARGEST_FILTER_BYTES)
                / IdFilter.BYTES_PER_ID;
    }

    private IdRunWriter writer(long number, long most) throws IOException {
        return new IdRunWriter(disk, path(number), fingerprint, most, most <= largestFilteredIds());
    }

    /**
     * @param replaced whose filters' memory becomes free
     */
    private IdRun open(long number, List<IdRun> replaced) throws IOException {
        long used = runs.stream().mapToLong(IdRun::filterBytes).sum();
        long freed = replaced.stream().mapToLong(IdRun::filterBytes).sum();
        return IdRun.open(
                disk, path(number), number, fingerprint, options.filterBytes() - used + freed);
    }

    /** Makes it durable, then known; then deletes what is of no use any more. */
    private void publish(List<IdRun> next, long to) throws IOException {
        disk.forceFolder(folder);
        IdManifest manifest =
                new IdManifest(
                        fingerprint,
                        options.windowSeconds(),
                        to,
                        next.stream().map(IdRun::number).toList());
        manifest.write(disk, folder);
        List<IdRun> before = runs;
        runs = List.copyOf(next);
        flushed = to;
        for (IdRun run : before) {
            if (!next.contains(run)) {
                run.close();
            }
        }
        deleteAllBut(Set.copyOf(manifest.runs()));
    }

    private void deleteAllBut(Set<Long> numbers) throws IOException {
        for (Path file : files(folder)) {
            long number = number(file);
            if (!numbers.contains(number) && !unfinished.contains(number)) {
                disk.delete(file);
            }
        }
    }

    private List<Path> files(Path folder) throws IOException {
        return disk.list(folder).stream()
                .filter(file -> name(file).matches("\\d{1,18}\\" + IdRunFormat.SUFFIX))
                .toList();
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static long number(Path file) {
        String name = name(file);
        return Long.parseLong(name.substring(0, name.length() - IdRunFormat.SUFFIX.length()));
    }

    private Path path(long number) {
        return folder.resolve("%012d%s".formatted(number, IdRunFormat.SUFFIX));
    }

    void close() throws IOException {
        for (IdRun run : runs) {
            run.close();
        }
    }
}
