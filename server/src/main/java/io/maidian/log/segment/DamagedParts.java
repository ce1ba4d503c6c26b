package io.maidian.log.segment;

import io.maidian.disk.Disk;
import io.maidian.disk.DiskFile;
import io.maidian.disk.NoSpaceException;
import io.maidian.log.segment.GroupCursor.Frame;
import io.maidian.ops.Health;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What of the log cannot be read. Each place is told once: in the server's log, in the health, in
 * the metrics, and by a file in the folder {@code damaged}, which bears segment, offset and length
 * in its name and holds the bytes that were there. Files of an earlier run are told again, until an
 * operator takes them away. Safe for any thread.
 */
final class DamagedParts {
    static final String FOLDER = "damaged";

    private static final Logger LOG = LoggerFactory.getLogger(DamagedParts.class);

    /** More places than this are only told in the server's log. */
    private static final int MOST_PLACES = 1_000;

    /** Tails that crashes left are kept up to this many. */
    private static final int MOST_TAILS = 8;

    private static final int PIECE_BYTES = 1 << 20;
    private static final Pattern NAME =
            Pattern.compile("(0\\d{19})-at-(\\d{1,19})-(\\d{1,19})\\.damaged(\\.zst)?");

    private final Disk disk;
    private final Path logFolder;
    private final Path folder;
    private final Health.Part health;
    private final Map<Place, Long> lengths = new HashMap<>();
    private volatile long bytes;
    private volatile int places;

    /**
     * @param logFolder of the segments
     */
    DamagedParts(Disk disk, Path logFolder, Health.Part health, MeterRegistry meters)
            throws IOException {
        this.disk = disk;
        this.logFolder = logFolder;
        this.folder = logFolder.resolve(FOLDER);
        this.health = health;
        Gauge.builder("maidian.log.damaged", this, parts -> parts.bytes)
                .description("Bytes of the log that could not be read and are set aside")
                .baseUnit("bytes")
                .register(meters);
        Gauge.builder("maidian.log.damaged.places", this, parts -> parts.places)
                .description("Places of the log that could not be read")
                .register(meters);
        for (Path file : disk.list(folder)) {
            Matcher name = NAME.matcher(String.valueOf(file.getFileName()));
            if (name.matches()) {
                Place place =
                        new Place(Long.parseLong(name.group(1)), Long.parseLong(name.group(2)));
                lengths.put(place, Long.parseLong(name.group(3)));
            }
        }
        tell();
    }

    /** Where in the log: a segment's start, and an offset in its file. */
    private record Place(long segment, long offset) {}

    /**
     * A part of a segment's file.
     *
     * @param segment the segment's start
     * @param length bytes that should be there; there may be fewer
     */
    record Part(Path file, long segment, long offset, long length) {
        private Place place() {
            return new Place(segment, offset);
        }

        /** The same part, of the compressed file. */
        private Part compressed(Path logFolder) {
            return new Part(new SegmentName(segment, true).in(logFolder), segment, offset, length);
        }

        private String name(String kind) {
            return String.format(Locale.ROOT, "%020d-at-%d-%d.%s", segment, offset, length, kind);
        }
    }

    /**
     * The next whole group, or null at the limit. What is damaged before it is told and passed
     * over.
     *
     * @throws IOException where the disk fails, or a newer version wrote the group
     */
    @Nullable Frame nextWhole(GroupCursor cursor, long limit) throws IOException {
        while (true) {
            try {
                return cursor.next(limit);
            } catch (DamagedLogException e) {
                long from = cursor.position();
                cursor.seekGroup(limit);
                damaged(cursor.part(from, cursor.position()), e.what());
            }
        }
    }

    /** Tells of a part that had been acknowledged and cannot be read. */
    synchronized void damaged(Part part, String what) {
        if (lengths.containsKey(part.place())) {
            return;
        }
        String message =
                "the log is damaged: {} at offset {}, {} bytes: {}. What lies around them is";
        if (lengths.size() >= MOST_PLACES) {
            LOG.error(
                    message + " served. They are not set aside, as there are {} places already",
                    part.file(),
                    part.offset(),
                    part.length(),
                    what,
                    MOST_PLACES);
            return;
        }
        lengths.put(part.place(), part.length());
        try {
            Path kept = setAside(part, "damaged");
            LOG.error(
                    message + " served; what is left of them is kept in {}. Check the disk",
                    part.file(),
                    part.offset(),
                    part.length(),
                    what,
                    kept);
        } catch (IOException e) {
            LOG.error(
                    message + " served, but they could not be set aside in {}. Check the disk",
                    part.file(),
                    part.offset(),
                    part.length(),
                    what,
                    folder,
                    e);
        }
        tell();
    }

    /**
     * Keeps bytes that are about to be cut off behind the last group: nothing tells that they were
     * ever acknowledged.
     *
     * @throws IOException where they cannot be kept, though the disk has room
     */
    synchronized void torn(Part part) throws IOException {
        try {
            LOG.warn(
                    "cutting {} at offset {}: {} bytes of a group that, as far as is known, was never"
                            + " acknowledged; they are kept in {}",
                    part.file(),
                    part.offset(),
                    part.length(),
                    setAside(part, "torn"));
        } catch (NoSpaceException e) {
            LOG.warn(
                    "cutting {} at offset {}: {} bytes of a group that, as far as is known, was never"
                            + " acknowledged; the disk is too full to keep them",
                    part.file(),
                    part.offset(),
                    part.length());
        }
        List<Path> tails =
                disk.list(folder).stream().filter(f -> f.toString().endsWith(".torn")).toList();
        for (Path old : tails.subList(0, Math.max(0, tails.size() - MOST_TAILS))) {
            disk.delete(old);
        }
    }

    private Path setAside(Part read, String kind) throws IOException {
        List<Path> files = disk.list(logFolder);
        Part part = files.contains(read.file()) ? read : read.compressed(logFolder);
        disk.createFolders(folder);
        boolean raw = isCompressed(part) && files.contains(part.file());
        String name = part.name(kind) + (raw ? ".zst" : "");
        Path target = folder.resolve(name);
        if (disk.usableBytes(folder) < part.length()) {
            throw new NoSpaceException(target, new IOException("not enough for the copy"));
        }
        try (DiskFile to = disk.open(target)) {
            to.truncate(0);
            if (files.contains(part.file())) {
                copy(part, to);
            }
            to.force();
        } catch (NoSpaceException e) {
            disk.delete(target);
            throw e;
        }
        disk.forceFolder(folder);
        return target;
    }

    private void copy(Part part, DiskFile to) throws IOException {
        if (isCompressed(part)) {
            try (CompressedSegment from =
                    CompressedSegment.open(disk, part.file(), part.segment())) {
                from.copyRaw(part.offset(), part.length(), to);
            }
        } else {
            try (DiskFile from = disk.openReadOnly(part.file())) {
                copy(from, part.offset(), part.length(), to);
            }
        }
    }

    /** Copies so many bytes, as far as they are there. */
    static void copy(DiskFile from, long offset, long length, DiskFile to) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE_BYTES, length));
        long left = length;
        while (left > 0) {
            piece.clear().limit((int) Math.min(piece.capacity(), left));
            int count = from.read(piece, offset + length - left);
            to.append(piece.flip());
            left = count == 0 ? 0 : left - count;
        }
    }

    private static boolean isCompressed(Part part) {
        SegmentName name = SegmentName.of(part.file());
        return name != null && name.compressed();
    }

    private void tell() {
        bytes = lengths.values().stream().mapToLong(Long::longValue).sum();
        places = lengths.size();
        if (places > 0) {
            health.warn(
                    places
                            + " places of the log are damaged, "
                            + bytes
                            + " bytes in all; everything else is served. The files in "
                            + folder
                            + " name the places. Check the disk; when you have dealt with them,"
                            + " move these files away and restart the server");
        }
    }
}
