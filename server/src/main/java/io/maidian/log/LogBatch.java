package io.maidian.log;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * The records of one append, framed as the log keeps them: for each record its kind (1 byte), its
 * payload's length (4 bytes, big-endian) and the payload. They lie in pieces, so that a large one
 * takes hardly more memory than it holds. Built and used by one thread, then handed over.
 */
public final class LogBatch {
    /** Bytes before each payload. */
    public static final int RECORD_HEADER_BYTES = 5;

    /** Most bytes of one append's framed records. */
    public static final int MAX_BYTES = (64 << 20) - 64;

    private static final int MIN_PIECE_BYTES = 64;
    private static final int MAX_PIECE_BYTES = 1 << 20;

    private final List<ByteBuffer> whole = new ArrayList<>(0);
    private byte[] piece;
    private int pieceLength;
    private int wholeLength;
    private int records;

    public LogBatch(int expectedBytes) {
        piece = new byte[Math.clamp(expectedBytes, MIN_PIECE_BYTES, MAX_PIECE_BYTES)];
    }

    /** Adds one record. */
    public void add(RecordKind kind, byte[] payload, int offset, int count) {
        if (RECORD_HEADER_BYTES > piece.length - pieceLength) {
            next(RECORD_HEADER_BYTES + count);
        }
        piece[pieceLength] = kind.code();
        ByteBuffer.wrap(piece).putInt(pieceLength + 1, count);
        pieceLength += RECORD_HEADER_BYTES;
        int from = offset;
        for (int left = count; left > 0; ) {
            if (pieceLength == piece.length) {
                next(left);
            }
            int part = Math.min(left, piece.length - pieceLength);
            System.arraycopy(payload, from, piece, pieceLength, part);
            pieceLength += part;
            from += part;
            left -= part;
        }
        records++;
    }

    /** Goes on in a new piece, for so many bytes and some more. */
    private void next(int neededBytes) {
        whole.add(ByteBuffer.wrap(piece, 0, pieceLength));
        wholeLength += pieceLength;
        int wanted = Math.max(neededBytes, 2 * piece.length);
        piece = new byte[Math.clamp(wanted, MIN_PIECE_BYTES, MAX_PIECE_BYTES)];
        pieceLength = 0;
    }

    /**
     * A copy with another first record.
     *
     * @param first makes its payload of the one that is there
     * @param without records that are left out, by their place
     */
    LogBatch copy(UnaryOperator<byte[]> first, BitSet without) {
        LogBatch copy = new LogBatch(length());
        Deque<ByteBuffer> rest = new ArrayDeque<>(List.of(pieces()));
        for (int record = 0; record < records; record++) {
            // A header lies in one piece, and a payload in as many as it needs.
            ByteBuffer at = current(rest);
            byte code = at.get();
            byte[] payload = new byte[at.getInt()];
            for (int have = 0; have < payload.length; ) {
                at = current(rest);
                int part = Math.min(at.remaining(), payload.length - have);
                at.get(payload, have, part);
                have += part;
            }
            if (!without.get(record)) {
                byte[] kept = record == 0 ? first.apply(payload) : payload;
                copy.add(Objects.requireNonNull(RecordKind.of(code)), kept, 0, kept.length);
            }
        }
        return copy;
    }

    /** The first piece of which something is left. */
    private static ByteBuffer current(Deque<ByteBuffer> rest) {
        while (!rest.getFirst().hasRemaining()) {
            rest.removeFirst();
        }
        return rest.getFirst();
    }

    /** Number of records. */
    public int records() {
        return records;
    }

    /** Size of the framed records in bytes. */
    public int length() {
        return wholeLength + pieceLength;
    }

    /** The framed records, in pieces one behind the other; views, not copies. */
    public ByteBuffer[] pieces() {
        ByteBuffer[] pieces = new ByteBuffer[whole.size() + 1];
        for (int i = 0; i < whole.size(); i++) {
            pieces[i] = whole.get(i).duplicate();
        }
        pieces[whole.size()] = ByteBuffer.wrap(piece, 0, pieceLength);
        return pieces;
    }
}
