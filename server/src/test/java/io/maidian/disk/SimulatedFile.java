package io.maidian.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/**
 * What a simulated file holds: as a running process sees it, and as the disk has it. Bytes below
 * {@code intact} are the same in both.
 */
final class SimulatedFile {
    private static final int SECTOR_BYTES = 16;

    private byte[] seen = new byte[256];
    private int size;

    /** Where the next append goes: before the end only where zeros lie ahead. */
    private int end;

    private byte[] durable = new byte[0];
    private int intact;
    private int lostFrom = Integer.MAX_VALUE;

    void append(ByteBuffer source, int count) {
        room(count);
        intact = Math.min(intact, end);
        source.get(seen, end, count);
        end += count;
        size = Math.max(size, end);
    }

    void zeroAhead(int count) {
        room(count);
        intact = Math.min(intact, end);
        Arrays.fill(seen, end, end + count, (byte) 0);
        size = Math.max(size, end + count);
    }

    /** A file that is opened anew is appended to at its end. */
    void appendAtEnd() {
        end = size;
    }

    private void room(int count) {
        if (end + count > seen.length) {
            seen = Arrays.copyOf(seen, Math.max(end + count, seen.length * 2));
        }
    }

    void rewrite(ByteBuffer bytes, long offset) throws IOException {
        if (!ByteBuffer.wrap(seen, (int) offset, bytes.remaining()).slice().equals(bytes)) {
            throw new IOException("rewritten with other bytes");
        }
        if (offset <= lostFrom && offset + bytes.remaining() >= size) {
            lostFrom = Integer.MAX_VALUE;
        }
    }

    void truncate(long to) throws IOException {
        if (to < 0) {
            throw new IOException("negative size");
        }
        if (to < size) {
            size = (int) to;
            end = size;
            intact = Math.min(intact, size);
            if (size <= lostFrom) {
                lostFrom = Integer.MAX_VALUE;
            }
        }
    }

    void force() {
        durable = Arrays.copyOf(seen, size);
        intact = Math.min(size, lostFrom);
    }

    /**
     * As Linux does it: the pages count as clean afterwards, so a later force that succeeds has not
     * stored them.
     */
    void failForce() {
        lostFrom = Math.min(lostFrom, intact);
    }

    int read(ByteBuffer target, long offset) {
        int count = (int) Math.max(0, Math.min(target.remaining(), size - offset));
        target.put(seen, (int) Math.min(offset, size), count);
        return count;
    }

    int size() {
        return size;
    }

    byte[] content() {
        return Arrays.copyOf(seen, size);
    }

    /** What the disk has kept of it. */
    SimulatedFile afterCrash(Random random) {
        byte[] kept = survivors(random);
        SimulatedFile file = new SimulatedFile();
        file.append(ByteBuffer.wrap(kept), kept.length);
        file.force();
        return file;
    }

    private byte[] survivors(Random random) {
        int unforced = size - intact;
        return switch (random.nextInt(6)) {
            case 0 -> lostFrom == Integer.MAX_VALUE ? durable : Arrays.copyOf(seen, intact);
            case 1 -> content();
            case 2 -> Arrays.copyOf(seen, intact + random.nextInt(unforced + 1));
            case 3 -> {
                byte[] zeroed = content();
                Arrays.fill(zeroed, intact + random.nextInt(unforced + 1), size, (byte) 0);
                yield zeroed;
            }
            case 4 -> {
                byte[] flipped = content();
                for (int flips = random.nextInt(4); flips > 0 && unforced > 0; flips--) {
                    flipped[intact + random.nextInt(unforced)] ^= (byte) (1 << random.nextInt(8));
                }
                yield flipped;
            }
            default -> patchwork(random, content());
        };
    }

    /** Each sector as it was, as it should be, zero, or garbage; any length between. */
    private byte[] patchwork(Random random, byte[] now) {
        int longest = Math.max(size, durable.length);
        byte[] mixed = new byte[intact + random.nextInt(longest - intact + 1)];
        for (int at = 0; at < mixed.length; at += SECTOR_BYTES) {
            int choice = random.nextInt(4);
            for (int i = at; i < Math.min(at + SECTOR_BYTES, mixed.length); i++) {
                if (i < intact || choice == 0) {
                    mixed[i] = i < size ? now[i] : 0;
                } else if (choice == 1) {
                    mixed[i] = i < durable.length ? durable[i] : 0;
                } else if (choice == 2) {
                    mixed[i] = (byte) random.nextInt();
                }
            }
        }
        return mixed;
    }
}
