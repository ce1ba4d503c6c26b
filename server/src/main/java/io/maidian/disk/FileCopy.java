package io.maidian.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.LongConsumer;

/** Copies and reads whole files, and tells what they held. Blocking; safe for any thread. */
public final class FileCopy {
    private static final int PIECE_BYTES = 1 << 20;
    private static final int END_BYTES = 64 << 10;

    private FileCopy() {}

    /**
     * What a file held.
     *
     * @param sha256 64 lower-case hex digits
     */
    public record Content(long bytes, String sha256) {}

    /**
     * Copies the first bytes of a file into a new one, which is forced on return; its name is not,
     * see {@link Disk#forceFolder}. What was there before is replaced.
     *
     * @param bytes how many
     * @param passed told the size of each piece that was copied; what it throws ends the copying
     * @throws IOException also where the file has fewer bytes
     */
    public static Content copy(Disk disk, Path from, Path to, long bytes, LongConsumer passed)
            throws IOException {
        disk.delete(to);
        try (DiskFile source = disk.openReadOnly(from);
                DiskFile target = disk.open(to)) {
            Content content =
                    read(
                            source,
                            from,
                            bytes,
                            piece -> {
                                int length = piece.remaining();
                                target.append(piece);
                                passed.accept(length);
                            });
            target.force();
            return content;
        }
    }

    /** Reads a whole file. */
    public static Content read(Disk disk, Path file, LongConsumer passed) throws IOException {
        try (DiskFile source = disk.openReadOnly(file)) {
            return read(source, file, source.size(), piece -> passed.accept(piece.remaining()));
        }
    }

    /** The size of a file. */
    public static long bytes(Disk disk, Path file) throws IOException {
        try (DiskFile open = disk.openReadOnly(file)) {
            return open.size();
        }
    }

    /**
     * Whether a file is so long and ends as another one does at that length, in the last 64 KiB:
     * enough to tell files that are only appended to apart.
     */
    public static boolean sameEnd(Disk disk, Path file, Path other, long bytes) throws IOException {
        return bytes(disk, file) == bytes && end(disk, file, bytes).equals(end(disk, other, bytes));
    }

    private static ByteBuffer end(Disk disk, Path file, long bytes) throws IOException {
        ByteBuffer end = ByteBuffer.allocate((int) Math.min(END_BYTES, bytes));
        try (DiskFile open = disk.openReadOnly(file)) {
            open.read(end, bytes - end.capacity());
        }
        return end.flip();
    }

    /** Takes what was read. */
    private interface Pieces {
        void take(ByteBuffer piece) throws IOException;
    }

    private static Content read(DiskFile source, Path file, long bytes, Pieces pieces)
            throws IOException {
        MessageDigest digest = sha256();
        ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
        for (long offset = 0; offset < bytes; ) {
            piece.clear().limit((int) Math.min(PIECE_BYTES, bytes - offset));
            int read = source.read(piece, offset);
            if (read <= 0) {
                throw new IOException(
                        file + " ends after " + offset + " bytes; " + bytes + " were expected");
            }
            offset += read;
            digest.update(piece.flip());
            pieces.take(piece.rewind());
        }
        return new Content(bytes, HexFormat.of().formatHex(digest.digest()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
