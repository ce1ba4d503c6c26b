package io.maidian.tls;

import io.maidian.ops.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is served of one certificate's files, and what is wrong with what they hold now. {@link
 * #certificate} is safe for any thread, all else belongs to one; {@link #look} blocks.
 */
final class ServedPair {
    private static final int MAX_FILE_BYTES = 1 << 20;

    private final KeyFiles files;
    private volatile @Nullable ServerCertificate certificate;

    /** What the certificate was read from. */
    private List<ByteBuffer> served = List.of();

    /**
     * What was found the last time, empty where a file could not be read; null before the first.
     */
    private @Nullable List<ByteBuffer> last;

    private @Nullable String problem;
    private @Nullable String told;

    ServedPair(KeyFiles files) {
        this.files = files;
    }

    KeyFiles files() {
        return files;
    }

    /** What is served; null where nothing could be since the start. */
    @Nullable ServerCertificate certificate() {
        return certificate;
    }

    /** Why what the files hold is not served, in one line that says what to do; null if it is. */
    @Nullable String problem() {
        return problem;
    }

    /** The problem, if this does not say again what it said the last time; else null. */
    @Nullable String newProblem() {
        String before = told;
        told = problem;
        return problem == null || problem.equals(before) ? null : problem;
    }

    /**
     * Looks at the files, and takes what is in them where that has changed and can be served. What
     * cannot is a problem only when it is found the same a second time, or at once: certificate and
     * key are not replaced in one moment.
     *
     * @return whether another certificate than before is to be served
     */
    boolean look(Clock clock) {
        List<ByteBuffer> found = List.of();
        boolean renewed = false;
        try {
            byte[] chain = content(files.certificate());
            byte[] key = content(files.key());
            found = List.of(ByteBuffer.wrap(chain), ByteBuffer.wrap(key));
            if (!found.equals(served)) {
                certificate = ServerCertificate.read(files, chain, key, clock);
                served = found;
                renewed = true;
            }
            problem = null;
        } catch (IOException e) {
            if (last == null || found.equals(last)) {
                problem = String.valueOf(e.getMessage());
            }
        }
        last = found;
        return renewed;
    }

    private static byte[] content(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(MAX_FILE_BYTES + 1);
            if (content.length > MAX_FILE_BYTES) {
                throw new InvalidCertificateException(file + " is no PEM file: it is too large");
            }
            return content;
        } catch (NoSuchFileException e) {
            throw new InvalidCertificateException(file + " is not there");
        } catch (InvalidCertificateException e) {
            throw e;
        } catch (IOException e) {
            throw new InvalidCertificateException(file + " cannot be read (" + e + ")");
        }
    }
}
