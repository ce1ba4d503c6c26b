package io.maidian.ids;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * The form of a run's file: a page that says what it is, pages of sorted hashes, the first hash of
 * each page, the filter, and a footer. See docs/formats/ids.md. Stateless.
 */
final class IdRunFormat {
    static final String SUFFIX = ".ids";
    static final int VERSION = 1;
    static final int PAGE_BYTES = 4096;
    static final int PAGE_HEADER_BYTES = 16;
    static final int ENTRY_BYTES = 16;
    static final int PAGE_IDS = (PAGE_BYTES - PAGE_HEADER_BYTES) / ENTRY_BYTES;

    private static final long MAGIC = 0x4d44494453_52554eL;

    private IdRunFormat() {}

    static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.duplicate());
        return (int) crc.getValue();
    }

    /** The first page: magic and version. */
    static ByteBuffer firstPage() {
        return ByteBuffer.allocate(PAGE_BYTES).putLong(0, MAGIC).putInt(Long.BYTES, VERSION);
    }

    /** Completes a page whose entries are there. */
    static void seal(ByteBuffer page, int number, int ids) {
        page.putInt(4, number).putInt(8, ids).putInt(12, 0);
        page.putInt(0, crc(page.slice(4, PAGE_BYTES - 4)));
    }

    /**
     * How many hashes a page holds.
     *
     * @throws IOException if it is not the one that was written
     */
    static int ids(ByteBuffer page, int number, Path file) throws IOException {
        int ids = page.getInt(8);
        if (page.getInt(0) != crc(page.slice(4, PAGE_BYTES - 4))
                || page.getInt(4) != number
                || ids < 1
                || ids > PAGE_IDS) {
            throw new DamagedIdsException(file, "page " + number);
        }
        return ids;
    }

    static long high(ByteBuffer page, int i) {
        return page.getLong(PAGE_HEADER_BYTES + ENTRY_BYTES * i);
    }

    static long low(ByteBuffer page, int i) {
        return page.getLong(PAGE_HEADER_BYTES + ENTRY_BYTES * i + Long.BYTES);
    }

    /**
     * The end of a run's file.
     *
     * @param fingerprint of the key that its hashes were made with
     * @param ids hashes in it
     * @param oldest the first second in which one of them was accepted, unsigned
     * @param newest the last one
     * @param filterBlocks 0 where it has no filter
     * @param tablesCrc of the pages' first hashes and the filter
     */
    record Footer(
            long fingerprint,
            long ids,
            int oldest,
            int newest,
            int pages,
            int filterBlocks,
            int tablesCrc) {
        static final int BYTES = 56;

        ByteBuffer encoded() {
            ByteBuffer bytes = ByteBuffer.allocate(BYTES);
            bytes.putLong(MAGIC).putInt(VERSION).putInt(0);
            bytes.putLong(fingerprint).putLong(ids).putInt(oldest).putInt(newest);
            bytes.putInt(pages).putInt(filterBlocks).putInt(tablesCrc);
            return bytes.putInt(crc(bytes.slice(0, BYTES - 4))).flip();
        }

        static Footer decoded(ByteBuffer bytes, Path file) throws IOException {
            if (bytes.remaining() != BYTES
                    || bytes.getInt(BYTES - 4) != crc(bytes.slice(0, BYTES - 4))
                    || bytes.getLong(0) != MAGIC) {
                throw new DamagedIdsException(file, "its end");
            }
            int version = bytes.getInt(Long.BYTES);
            if (version != VERSION) {
                throw new IOException(
                        file
                                + " was written by a newer version of Maidian (format "
                                + version
                                + "); install that version again");
            }
            bytes.position(16);
            return new Footer(
                    bytes.getLong(),
                    bytes.getLong(),
                    bytes.getInt(),
                    bytes.getInt(),
                    bytes.getInt(),
                    bytes.getInt(),
                    bytes.getInt());
        }

        long indexOffset() {
            return (long) (1 + pages) * PAGE_BYTES;
        }

        /** Size of the pages' first hashes. */
        int indexBytes() {
            return Math.multiplyExact(pages, Long.BYTES);
        }

        long filterOffset() {
            return indexOffset() + indexBytes();
        }

        long fileBytes() {
            return filterOffset() + IdFilter.bytes(filterBlocks) + BYTES;
        }
    }
}
