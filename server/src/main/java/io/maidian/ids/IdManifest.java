package io.maidian.ids;

import io.maidian.disk.Disk;
import io.maidian.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which files hold the ids of which part of the log. Immutable; its file is only ever replaced.
 *
 * @param fingerprint of the key of the hashes
 * @param windowSeconds how long ids were kept at least, when it was written
 * @param flushed the log's position before which every id is in the runs, as far as it lies within
 *     the window
 * @param runs numbers of the files, in the log's order
 */
record IdManifest(long fingerprint, long windowSeconds, long flushed, List<Long> runs) {
    static final String NAME = "manifest";

    private static final long MAGIC = 0x4d44494453_4d414eL;
    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 40;

    IdManifest {
        runs = List.copyOf(runs);
    }

    void write(Disk disk, Path folder) throws IOException {
        ByteBuffer bytes =
                ByteBuffer.allocate(HEADER_BYTES + runs.size() * Long.BYTES + Integer.BYTES);
        bytes.putLong(MAGIC).putInt(VERSION).putInt(runs.size());
        bytes.putLong(fingerprint).putLong(windowSeconds).putLong(flushed);
        runs.forEach(bytes::putLong);
        bytes.putInt(IdRunFormat.crc(bytes.slice(0, bytes.position())));
        disk.replace(folder.resolve(NAME), bytes.array(), false);
    }

    /**
     * Reads the folder's manifest; null where there is none.
     *
     * @throws IOException also if it is damaged
     */
    static @Nullable IdManifest read(Disk disk, Path folder) throws IOException {
        Path path = folder.resolve(NAME);
        if (!disk.list(folder).contains(path)) {
            return null;
        }
        try (DiskFile file = disk.openReadOnly(path)) {
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(file.size()));
            file.read(bytes, 0);
            bytes.flip();
            int end = bytes.limit() - Integer.BYTES;
            if (end < HEADER_BYTES
                    || bytes.getInt(end) != IdRunFormat.crc(bytes.slice(0, end))
                    || bytes.getLong() != MAGIC) {
                throw new DamagedIdsException(path, "its content");
            }
            int version = bytes.getInt();
            if (version != VERSION) {
                throw new IOException(
                        path
                                + " was written by a newer version of Maidian (format "
                                + version
                                + "); install that version again");
            }
            int count = bytes.getInt();
            long fingerprint = bytes.getLong();
            long windowSeconds = bytes.getLong();
            long flushed = bytes.getLong();
            List<Long> runs = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                runs.add(bytes.getLong());
            }
            return new IdManifest(fingerprint, windowSeconds, flushed, runs);
        }
    }
}
