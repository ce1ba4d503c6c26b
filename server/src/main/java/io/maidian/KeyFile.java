package io.maidian;

import io.maidian.disk.Disk;
import io.maidian.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file that holds a secret of a data folder: 16 random bytes. Stateless. */
final class KeyFile {
    private static final Logger LOG = LoggerFactory.getLogger(KeyFile.class);
    private static final int BYTES = 2 * Long.BYTES;

    private KeyFile() {}

    /** What is made of the two halves of a secret. */
    interface Kind<K> {
        K of(long first, long second);
    }

    /** The key in this file; a new one where there is none. */
    static <K> K loadOrCreate(Disk disk, Path file, Kind<K> kind) throws IOException {
        boolean there =
                disk.list(file.toAbsolutePath().getParent()).stream()
                        .anyMatch(f -> f.getFileName().equals(file.getFileName()));
        ByteBuffer content = ByteBuffer.allocate(BYTES);
        if (there) {
            try (DiskFile open = disk.openReadOnly(file)) {
                if (open.size() == BYTES && open.read(content, 0) == BYTES) {
                    return key(content.flip(), kind);
                }
            }
            LOG.warn("{} is no key and was replaced", file);
        }
        new SecureRandom().nextBytes(content.array());
        disk.replace(file, content.array(), true);
        return key(content.clear(), kind);
    }

    private static <K> K key(ByteBuffer content, Kind<K> kind) {
        return kind.of(content.getLong(), content.getLong());
    }
}
