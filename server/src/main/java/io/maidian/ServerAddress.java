package io.maidian;

import io.maidian.disk.Disk;
import io.maidian.disk.DiskFile;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where this folder's server answers, in the file {@code server.address}, for commands on the same
 * machine. It counts only while the folder's lock is held. Stateless.
 */
final class ServerAddress {
    private static final String NAME = "server.address";
    private static final int MAX_BYTES = 400;

    private ServerAddress() {}

    /** Forgets an earlier server's. */
    static void forget(Disk disk, Path data) throws IOException {
        disk.delete(data.resolve(NAME));
    }

    /**
     * @param host that is listened on
     */
    static void write(Disk disk, Path data, String host, boolean https, int port)
            throws IOException {
        boolean every = host.equals("0.0.0.0") || host.equals("::");
        String shown = every ? "127.0.0.1" : host.contains(":") ? "[" + host + "]" : host;
        String text = (https ? "https://" : "http://") + shown + ":" + port + "\n";
        disk.replace(data.resolve(NAME), text.getBytes(StandardCharsets.UTF_8), true);
    }

    /** Null where there is none. */
    static @Nullable URI read(Disk disk, Path data) throws IOException {
        Path file = data.resolve(NAME);
        if (!disk.list(data).contains(file)) {
            return null;
        }
        ByteBuffer content = ByteBuffer.allocate(MAX_BYTES);
        try (DiskFile open = disk.openReadOnly(file)) {
            open.read(content, 0);
        }
        String text = new String(content.array(), 0, content.position(), StandardCharsets.UTF_8);
        try {
            return URI.create(text.strip());
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " holds no address: restart the server", e);
        }
    }
}
