package io.maidian.ids;

import io.maidian.disk.Disk;
import io.maidian.disk.DiskFile;
import io.maidian.ids.IdRunFormat.Footer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Writes one run: hashes come sorted, of equal ones the newest is kept. The file is whole and
 * forced when {@link #finish} returns; its name is the caller's to force. For one thread.
 */
final class IdRunWriter implements Closeable {
    private static final int BUFFERED_PAGES = 64;
    private static final int FIRST_INDEX = 256;

    private final DiskFile file;
    private final long fingerprint;
    private final @Nullable IdFilter filter;
    private final ByteBuffer pages = ByteBuffer.allocate(BUFFERED_PAGES * IdRunFormat.PAGE_BYTES);
    private final CRC32C tablesCrc = new CRC32C();
    private ByteBuffer page;
    private long[] index = new long[FIRST_INDEX];
    private int inPage;
    private int pageCount;
    private long ids;
    private int oldest = -1;
    private int newest;
    private boolean waiting;
    private long high;
    private long low;

    /**
     * @param most hashes that will be added at most
     * @param filtered whether it gets a filter, which takes memory
     */
    IdRunWriter(Disk disk, Path path, long fingerprint, long most, boolean filtered)
            throws IOException {
        this.fingerprint = fingerprint;
        filter = filtered ? IdFilter.forIds(most) : null;
        file = disk.open(path);
        page = pages.slice(0, IdRunFormat.PAGE_BYTES);
        try {
            file.append(IdRunFormat.firstPage());
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /**
     * Adds the next hash.
     *
     * @param nextLow with the second of its acceptance in its lower 32 bits
     */
    void add(long nextHigh, long nextLow) throws IOException {
        if (waiting && (high != nextHigh || ((low ^ nextLow) & IdHashes.HASH_BITS) != 0)) {
            put();
        }
        high = nextHigh;
        low = nextLow;
        waiting = true;
    }

    /** Hashes so far, but for the last. */
    long ids() {
        return ids;
    }

    private void put() throws IOException {
        if (inPage == 0) {
            if (pageCount == index.length) {
                index = Arrays.copyOf(index, 2 * pageCount);
            }
            index[pageCount] = high;
        }
        int at = IdRunFormat.PAGE_HEADER_BYTES + inPage * IdRunFormat.ENTRY_BYTES;
        page.putLong(at, high).putLong(at + Long.BYTES, low);
        inPage++;
        ids++;
        int seconds = (int) low;
        oldest = Integer.compareUnsigned(seconds, oldest) < 0 ? seconds : oldest;
        newest = Integer.compareUnsigned(seconds, newest) > 0 ? seconds : newest;
        if (filter != null) {
            filter.add(high, low);
        }
        if (inPage == IdRunFormat.PAGE_IDS) {
            endPage();
        }
    }

    private void endPage() throws IOException {
        for (int at = IdRunFormat.PAGE_HEADER_BYTES + inPage * IdRunFormat.ENTRY_BYTES;
                at < IdRunFormat.PAGE_BYTES;
                at += Long.BYTES) {
            page.putLong(at, 0);
        }
        IdRunFormat.seal(page, pageCount, inPage);
        pageCount++;
        inPage = 0;
        pages.position(pages.position() + IdRunFormat.PAGE_BYTES);
        if (!pages.hasRemaining()) {
            flush();
        }
        page = pages.slice(pages.position(), IdRunFormat.PAGE_BYTES);
    }

    private void flush() throws IOException {
        file.append(pages.flip());
        pages.clear();
    }

    /** Writes what is left and forces the file; false where there was no hash. */
    boolean finish() throws IOException {
        if (waiting) {
            put();
            waiting = false;
        }
        if (inPage > 0) {
            endPage();
        }
        flush();
        writeIndex();
        writeFilter();
        Footer footer =
                new Footer(
                        fingerprint,
                        ids,
                        oldest,
                        newest,
                        pageCount,
                        filter == null ? 0 : filter.blocks(),
                        (int) tablesCrc.getValue());
        file.append(footer.encoded());
        file.force();
        return ids > 0;
    }

    private void writeIndex() throws IOException {
        for (int i = 0; i < pageCount; i++) {
            if (!pages.hasRemaining()) {
                flushTable();
            }
            pages.putLong(index[i]);
        }
        flushTable();
    }

    private void writeFilter() throws IOException {
        if (filter == null) {
            return;
        }
        int at = 0;
        while (at < filter.words()) {
            at = filter.write(pages, at);
            flushTable();
        }
    }

    private void flushTable() throws IOException {
        tablesCrc.update(pages.duplicate().flip());
        flush();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
