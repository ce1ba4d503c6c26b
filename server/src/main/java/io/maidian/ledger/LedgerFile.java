package io.maidian.ledger;

import io.maidian.disk.Disk;
import io.maidian.disk.DiskFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The account of one run on disk, described in docs/formats/ledger.md. Numbers are set aside,
 * forced, before an event bears them; what the sender was answered is written at once and forced
 * each second. So after the sender's end, of whatever kind, it claims nothing that was not so. Safe
 * for any thread.
 */
final class LedgerFile implements Closeable {
    private static final long RESERVED_AT_ONCE = 100_000;
    private static final long FORCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final DiskFile file;
    private final LongSupplier nanoTime;
    private long next;
    private long reserved;
    private long forcedNanos;

    private LedgerFile(DiskFile file, LongSupplier nanoTime) {
        this.file = file;
        this.nanoTime = nanoTime;
        forcedNanos = nanoTime.getAsLong();
    }

    /**
     * Begins a new file.
     *
     * @throws IOException also where there is one of this name: an account is never written over
     */
    static LedgerFile create(Disk disk, Path path, Run run, LongSupplier nanoTime)
            throws IOException {
        if (Files.exists(path)) {
            throw new IOException("there is a file " + path + " already: name another");
        }
        LedgerFile file = new LedgerFile(disk.open(path), nanoTime);
        file.append(LedgerLine.of(run));
        file.force();
        Path folder = path.toAbsolutePath().getParent();
        if (folder != null) {
            disk.forceFolder(folder);
        }
        return file;
    }

    /** Sets numbers aside for this many events; returns the first. */
    synchronized long take(int events) throws IOException {
        long first = next;
        next += events;
        if (next > reserved) {
            reserved = next + RESERVED_AT_ONCE;
            append(LedgerLine.reserved(reserved));
            force();
        }
        return first;
    }

    /** Writes down what became of an upload. */
    synchronized void add(Entry entry) throws IOException {
        append(LedgerLine.of(entry));
        if (nanoTime.getAsLong() - forcedNanos >= FORCE_NANOS) {
            force();
        }
    }

    private void append(String line) throws IOException {
        file.append(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
    }

    private void force() throws IOException {
        file.force();
        forcedNanos = nanoTime.getAsLong();
    }

    @Override
    public synchronized void close() throws IOException {
        force();
        file.close();
    }
}
