package io.maidian;

import io.maidian.disk.Disk;
import io.maidian.disk.DiskFile;
import io.maidian.intake.RetryKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file that holds a data folder's {@link RetryKey}: 16 random bytes. Stateless. */
final class RetryKeyFile {
    private static final Logger LOG = LoggerFactory.getLogger(RetryKeyFile.class);
    private static final int BYTES = 2 * Long.BYTES;

    private RetryKeyFile() {}

    /**
     * The key in this file; a new one where there is none. Without the old one, retries of uploads
     * from before this start are stored again; nothing else depends on it.
     */
    static RetryKey loadOrCreate(Disk disk, Path file) throws IOException {
        boolean there =
                disk.list(file.toAbsolutePath().getParent()).stream()
                        .anyMatch(f -> f.getFileName().equals(file.getFileName()));
        ByteBuffer content = ByteBuffer.allocate(BYTES);
        if (there) {
            try (DiskFile open = disk.openReadOnly(file)) {
                if (open.size() == BYTES && open.read(content, 0) == BYTES) {
                    return key(content.flip());
                }
            }
            LOG.warn("{} is no key and was replaced", file);
        }
        new SecureRandom().nextBytes(content.array());
        disk.replace(file, content.array(), true);
        return key(content.clear());
    }

    private static RetryKey key(ByteBuffer content) {
        return new RetryKey(content.getLong(), content.getLong());
    }
}
