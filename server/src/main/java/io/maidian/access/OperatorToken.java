package io.maidian.access;

import io.maidian.disk.Disk;
import io.maidian.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The token that lets an operator's programs in. It lies in a file that only the owner may read; in
 * memory there is only its SHA-256. Immutable.
 */
public final class OperatorToken {
    private static final Logger LOG = LoggerFactory.getLogger(OperatorToken.class);

    /** An operator may bring a token along, but none that can be guessed. */
    private static final Pattern TOKEN = Pattern.compile("[!-~]{32,256}");

    private static final int MAX_FILE_BYTES = 1_024;
    private static final Set<PosixFilePermission> OTHERS =
            Set.of(
                    PosixFilePermission.GROUP_READ,
                    PosixFilePermission.GROUP_WRITE,
                    PosixFilePermission.OTHERS_READ,
                    PosixFilePermission.OTHERS_WRITE);

    private final byte[] sha256;

    private OperatorToken(String token) {
        this.sha256 = Secret.sha256(token);
    }

    /**
     * The token in this file; a new one, where there is no such file. A file that others may read
     * is made the owner's alone, with a warning.
     *
     * @throws IOException where it cannot be used; the message is one line that says what to do
     */
    public static OperatorToken loadOrCreate(Disk disk, Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException("The operator's token cannot be kept in " + file);
        }
        boolean there =
                disk.list(folder).stream()
                        .anyMatch(f -> f.getFileName().equals(file.getFileName()));
        if (!there) {
            String token = Secret.random();
            disk.replace(file, content(token), true);
            return new OperatorToken(token);
        }
        String token = read(disk, file);
        if (!TOKEN.matcher(token).matches()) {
            throw new IOException(
                    "The operator's token in "
                            + file
                            + " is not one: expected 32 to 256 visible ASCII characters; delete the"
                            + " file and start again to have a new one made.");
        }
        if (othersMayRead(file)) {
            disk.replace(file, content(token), true);
            LOG.warn(
                    "{} could be read or written by others; now only by its owner. If others use"
                            + " this machine, delete it and start again to have a new token made.",
                    file);
        }
        return new OperatorToken(token);
    }

    /** Whether this is the token; takes the same time wherever it differs. */
    public boolean matches(String presented) {
        return MessageDigest.isEqual(sha256, Secret.sha256(presented));
    }

    private static byte[] content(String token) {
        return (token + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static String read(Disk disk, Path file) throws IOException {
        try (DiskFile open = disk.openReadOnly(file)) {
            ByteBuffer content = ByteBuffer.allocate(MAX_FILE_BYTES);
            open.read(content, 0);
            return new String(content.array(), 0, content.position(), StandardCharsets.ISO_8859_1)
                    .strip();
        }
    }

    private static boolean othersMayRead(Path file) throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view == null || !Files.exists(file)) {
            return false;
        }
        return view.readAttributes().permissions().stream().anyMatch(OTHERS::contains);
    }
}
