package io.maidian.ids;

import io.maidian.disk.Disk;
import io.maidian.disk.DiskFile;
import io.maidian.ids.IdRunFormat.Footer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One immutable file of sorted hashes, with the second in which each was accepted. Of it the first
 * hash of each page lies in memory, and its filter where there is room, so that a search reads one
 * page. Safe for any thread; only {@link #mayContain} does not block.
 */
final class IdRun implements Closeable {
    /** What {@link #find} returns for a hash that is not in it. */
    static final long NONE = -1;

    private final long number;
    private final Path path;
    private final DiskFile file;
    private final Footer footer;
    private final long[] index;
    private final @Nullable IdFilter filter;

    private IdRun(
            long number,
            Path path,
            DiskFile file,
            Footer footer,
            long[] index,
            @Nullable IdFilter filter) {
        this.number = number;
        this.path = path;
        this.file = file;
        this.footer = footer;
        this.index = index;
        this.filter = filter;
    }

    /**
     * Opens a file.
     *
     * @param filterBytes memory that its filter may take
     * @throws IOException also if it is damaged or was made with another key
     */
    static IdRun open(Disk disk, Path path, long number, long fingerprint, long filterBytes)
            throws IOException {
        DiskFile file = disk.openReadOnly(path);
        try {
            Footer footer = footer(file, path);
            if (footer.fingerprint() != fingerprint) {
                throw new DamagedIdsException(path, "made with another key");
            }
            ByteBuffer tables = tables(file, path, footer);
            long[] index = new long[footer.pages()];
            tables.slice(0, footer.indexBytes()).asLongBuffer().get(index);
            int at = footer.indexBytes();
            boolean filtered =
                    footer.filterBlocks() > 0
                            && IdFilter.bytes(footer.filterBlocks()) <= filterBytes;
            IdFilter filter =
                    filtered ? IdFilter.read(tables.slice(at, tables.limit() - at)) : null;
            return new IdRun(number, path, file, footer, index, filter);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static Footer footer(DiskFile file, Path path) throws IOException {
        long size = file.size();
        if (size < IdRunFormat.PAGE_BYTES + Footer.BYTES) {
            throw new DamagedIdsException(path, "too short");
        }
        ByteBuffer end = ByteBuffer.allocate(Footer.BYTES);
        file.read(end, size - Footer.BYTES);
        Footer footer = Footer.decoded(end.flip(), path);
        if (footer.fileBytes() != size) {
            throw new DamagedIdsException(path, "its size");
        }
        return footer;
    }

    /** The index and the filter, verified. */
    private static ByteBuffer tables(DiskFile file, Path path, Footer footer) throws IOException {
        long bytes = footer.fileBytes() - Footer.BYTES - footer.indexOffset();
        ByteBuffer tables = ByteBuffer.allocate(Math.toIntExact(bytes));
        file.read(tables, footer.indexOffset());
        tables.flip();
        if (tables.limit() != bytes || IdRunFormat.crc(tables) != footer.tablesCrc()) {
            throw new DamagedIdsException(path, "its tables");
        }
        return tables;
    }

    long number() {
        return number;
    }

    Path path() {
        return path;
    }

    long ids() {
        return footer.ids();
    }

    long oldestSecond() {
        return Integer.toUnsignedLong(footer.oldest());
    }

    long newestSecond() {
        return Integer.toUnsignedLong(footer.newest());
    }

    long fileBytes() {
        return footer.fileBytes();
    }

    long memoryBytes() {
        return footer.indexBytes() + filterBytes();
    }

    long filterBytes() {
        return filter == null ? 0 : filter.bytes();
    }

    /** Whether the hash may be in it; where there is no filter, it may. */
    boolean mayContain(long high, long low) {
        return filter == null || filter.mayContain(high, low);
    }

    /** The second in which the hash was accepted, or {@link #NONE}. Blocking: reads a page. */
    long find(long high, long low) throws IOException {
        ByteBuffer page = ByteBuffer.allocate(IdRunFormat.PAGE_BYTES);
        int number = firstPage(high);
        do {
            int ids = read(page, number);
            for (int i = lowerBound(page, ids, high);
                    i < ids && IdRunFormat.high(page, i) == high;
                    i++) {
                long found = IdRunFormat.low(page, i);
                if (((found ^ low) & IdHashes.HASH_BITS) == 0) {
                    return found & ~IdHashes.HASH_BITS;
                }
            }
            number++;
        } while (number < index.length && index[number] == high);
        return NONE;
    }

    /** The first page that can hold the hash. */
    private int firstPage(long high) {
        int from = 0;
        int to = index.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (Long.compareUnsigned(index[middle], high) < 0) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return Math.max(0, from - 1);
    }

    private static int lowerBound(ByteBuffer page, int ids, long high) {
        int from = 0;
        int to = ids;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (Long.compareUnsigned(IdRunFormat.high(page, middle), high) < 0) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    private int read(ByteBuffer page, int number) throws IOException {
        file.read(page.clear(), (long) (1 + number) * IdRunFormat.PAGE_BYTES);
        return IdRunFormat.ids(page.flip().limit(IdRunFormat.PAGE_BYTES), number, path);
    }

    /** Walks over all of it, in order. For one thread. */
    Walk walk() {
        return new Walk();
    }

    /** A place in the run. */
    final class Walk {
        private final ByteBuffer page = ByteBuffer.allocate(IdRunFormat.PAGE_BYTES);
        private int next;
        private int ids;
        private int at = -1;

        /** Moves on; false at the end. */
        boolean advance() throws IOException {
            at++;
            if (at == ids) {
                if (next == index.length) {
                    return false;
                }
                ids = read(page, next++);
                at = 0;
            }
            return true;
        }

        long high() {
            return IdRunFormat.high(page, at);
        }

        long low() {
            return IdRunFormat.low(page, at);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
