package io.maidian.log;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

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
