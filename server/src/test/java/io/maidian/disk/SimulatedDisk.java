package io.maidian.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A disk in memory that crashes, fails and fills up by seed. On a crash, bytes that were not forced
 * are lost, kept, torn, zeroed, flipped or mixed, and of the names in a folder that was not forced
 * the last changes may be undone. For one thread.
 */
public final class SimulatedDisk implements Disk {
    private final Random random;
    private Map<Path, SimulatedFile> names = new TreeMap<>();
    private Map<Path, SimulatedFile> durableNames = new TreeMap<>();
    private final Map<Path, List<Consumer<Map<Path, SimulatedFile>>>> changes = new HashMap<>();
    private int generation;
    private boolean dead;
    private int operationsLeft = Integer.MAX_VALUE;
    private long spaceBytes = Long.MAX_VALUE;
    private double failureRate;

    public SimulatedDisk(long seed) {
        random = new Random(seed);
    }

    /** Stops the machine in the course of this many more changing operations. */
    public void crashAfter(int operations) {
        operationsLeft = operations;
    }

    /** How often a write or a force fails from now on. */
    public void failureRate(double rate) {
        failureRate = rate;
    }

    /** Bytes that can still be written. */
    public void spaceBytes(long bytes) {
        spaceBytes = bytes;
    }

    /** Starts again after the machine stopped: handles of before are void. */
    public void restartAfterCrash() {
        changes.forEach((_, list) -> {
            int kept = random.nextInt(list.size() + 1);
            list.subList(0, kept).forEach(change -> change.accept(durableNames));
        });
        names = new TreeMap<>();
        durableNames.forEach((path, file) -> names.put(path, file.afterCrash(random)));
        durableNames = new TreeMap<>(names);
        changes.clear();
        restartAfterKill();
    }

    /** Starts again after only the process was killed: all that was written is there still. */
    public void restartAfterKill() {
        dead = false;
        generation++;
        operationsLeft = Integer.MAX_VALUE;
    }

    /** The content of all files. */
    public Map<Path, byte[]> contents() {
        Map<Path, byte[]> all = new TreeMap<>();
        names.forEach((path, file) -> all.put(path, file.content()));
        return all;
    }

    /** Counts a changing operation; true if the machine stops in its course. */
    private boolean stopsNow() {
        if (dead) {
            throw new SimulatedCrash();
        }
        return operationsLeft-- <= 0;
    }

    private SimulatedCrash stop() {
        dead = true;
        return new SimulatedCrash();
    }

    private void change(Path file, Consumer<Map<Path, SimulatedFile>> change) {
        if (stopsNow()) {
            throw stop();
        }
        change.accept(names);
        changes.computeIfAbsent(folderOf(file), _ -> new ArrayList<>()).add(change);
    }

    private static Path folderOf(Path file) {
        return Objects.requireNonNull(file.getParent());
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        SimulatedFile there = names.get(file);
        if (there == null) {
            SimulatedFile created = new SimulatedFile();
            change(file, map -> map.put(file, created));
            there = created;
        }
        return new Handle(there).appending();
    }

    @Override
    public DiskFile openReadOnly(Path file) throws IOException {
        SimulatedFile there = names.get(file);
        if (there == null) {
            throw new NoSuchFileException(file.toString());
        }
        return new Handle(there);
    }

    @Override
    public List<Path> list(Path folder) {
        return names.keySet().stream().filter(file -> folderOf(file).equals(folder)).toList();
    }

    @Override
    public List<Path> folders(Path folder) {
        int depth = folder.getNameCount();
        return names.keySet().stream()
                .filter(file -> file.startsWith(folder) && file.getNameCount() > depth + 1)
                .map(file -> folder.resolve(file.getName(depth)))
                .distinct()
                .toList();
    }

    @Override
    public boolean isLink(Path path) {
        return false;
    }

    @Override
    public void createFolders(Path folder) {
        // Folders are there; only what is in them may be lost.
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        SimulatedFile file = names.get(from);
        if (file == null) {
            throw new NoSuchFileException(from.toString());
        }
        change(
                to,
                map -> {
                    map.remove(from);
                    map.put(to, file);
                });
    }

    @Override
    public void delete(Path file) {
        change(file, map -> map.remove(file));
    }

    @Override
    public void forceFolder(Path folder) {
        boolean stops = stopsNow();
        if (stops && random.nextBoolean()) {
            throw stop();
        }
        List<Consumer<Map<Path, SimulatedFile>>> done = changes.remove(folder);
        if (done != null) {
            done.forEach(change -> change.accept(durableNames));
        }
        if (stops) {
            throw stop();
        }
    }

    @Override
    public void replace(Path file, byte[] content, boolean ownerOnly) throws IOException {
        Path temporary = folderOf(file).resolve(file.getFileName() + ".tmp");
        try (DiskFile target = open(temporary)) {
            target.truncate(0);
            target.append(ByteBuffer.wrap(content));
            target.force();
        }
        rename(temporary, file);
        forceFolder(folderOf(file));
    }

    @Override
    public Closeable lock(Path file) {
        return () -> {};
    }

    @Override
    public long usableBytes(Path folder) {
        return spaceBytes;
    }

    private final class Handle implements DiskFile {
        private final SimulatedFile file;
        private final int born = generation;
        private boolean closed;

        Handle(SimulatedFile file) {
            this.file = file;
        }

        Handle appending() {
            file.appendAtEnd();
            return this;
        }

        private void check() throws IOException {
            if (closed || born != generation) {
                throw new IOException("closed");
            }
        }

        private void failSometimes(String what) throws IOException {
            if (failureRate > 0 && random.nextDouble() < failureRate) {
                throw new IOException("simulated failure of a " + what);
            }
        }

        @Override
        public void append(ByteBuffer... buffers) throws IOException {
            check();
            if (stopsNow()) {
                write(random.nextInt(total(buffers) + 1), buffers);
                throw stop();
            }
            if (total(buffers) > spaceBytes) {
                write((int) spaceBytes, buffers);
                spaceBytes = 0;
                throw new NoSpaceException(Path.of("simulated"), new IOException("full"));
            }
            try {
                failSometimes("write");
            } catch (IOException e) {
                write(random.nextInt(total(buffers) + 1), buffers);
                throw e;
            }
            if (spaceBytes != Long.MAX_VALUE) {
                spaceBytes -= total(buffers);
            }
            write(total(buffers), buffers);
        }

        private static int total(ByteBuffer... buffers) {
            int total = 0;
            for (ByteBuffer buffer : buffers) {
                total += buffer.remaining();
            }
            return total;
        }

        private void write(int count, ByteBuffer... buffers) {
            int left = count;
            for (ByteBuffer buffer : buffers) {
                int part = Math.min(left, buffer.remaining());
                file.append(buffer, part);
                left -= part;
            }
        }

        @Override
        public void zeroAhead(int bytes) throws IOException {
            check();
            if (stopsNow()) {
                file.zeroAhead(random.nextInt(bytes + 1));
                throw stop();
            }
            if (bytes > spaceBytes) {
                file.zeroAhead((int) spaceBytes);
                throw new NoSpaceException(Path.of("simulated"), new IOException("full"));
            }
            failSometimes("write");
            file.zeroAhead(bytes);
        }

        @Override
        public void force() throws IOException {
            check();
            boolean stops = stopsNow();
            if (stops && random.nextBoolean()) {
                throw stop();
            }
            try {
                failSometimes("force");
            } catch (IOException e) {
                file.failForce();
                throw e;
            }
            file.force();
            if (stops) {
                throw stop();
            }
        }

        @Override
        public void rewrite(ByteBuffer bytes, long offset) throws IOException {
            check();
            if (stopsNow()) {
                throw stop();
            }
            failSometimes("write");
            file.rewrite(bytes, offset);
        }

        @Override
        public void truncate(long size) throws IOException {
            check();
            if (stopsNow()) {
                throw stop();
            }
            file.truncate(size);
        }

        @Override
        public int read(ByteBuffer target, long offset) throws IOException {
            check();
            return file.read(target, offset);
        }

        @Override
        public long size() throws IOException {
            check();
            return file.size();
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
