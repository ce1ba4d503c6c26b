package io.maidian.intake;

import io.maidian.event.RequestId;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One upload as it came, kept in memory for a while with what became of it. Immutable.
 *
 * @param number ascending in the order in which uploads were answered, unique in this process
 * @param receivedMillis when it was received
 * @param wireBytes the length of its body as it came
 * @param events the first of its events, where it could be read
 * @param outcome what its sender was told
 * @param retry whether it was answered as an earlier one, whose request id it bears
 */
public record CapturedUpload(
        long number,
        String ai,
        long receivedMillis,
        Sender sender,
        int wireBytes,
        Body body,
        List<CapturedEvent> events,
        UploadOutcome outcome,
        boolean retry) {
    /** Events kept of one upload. */
    public static final int MAX_EVENTS = 200;

    private static final int OVERHEAD_BYTES = 1_000;

    public CapturedUpload {
        events = List.copyOf(events);
    }

    /**
     * The beginning of a body.
     *
     * @param bytes decoded, in UTF-8; the bytes of the wire where it could not be decoded
     * @param length of all of it
     * @param decoded whether it could be decoded
     */
    public record Body(ByteBuffer bytes, int length, boolean decoded) {
        /** What is kept of a body. */
        public static final int MAX_BYTES = 64 << 10;

        static final Body NONE = new Body(ByteBuffer.allocate(0), 0, true);

        public Body {
            bytes = bytes.asReadOnlyBuffer();
        }

        /** A copy of what is kept. */
        public byte[] copy() {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(bytes.position(), copy);
            return copy;
        }

        /** Whether there was more. */
        public boolean cut() {
            return bytes.remaining() < length;
        }
    }

    /** Its request id; null where nothing of it was stored by that name. */
    public @Nullable RequestId requestId() {
        return outcome instanceof UploadOutcome.Stored stored ? stored.id() : null;
    }

    /** The same without its body. */
    public CapturedUpload withoutBody() {
        return new CapturedUpload(
                number, ai, receivedMillis, sender, wireBytes, Body.NONE, events, outcome, retry);
    }

    /** About how much memory it holds. */
    public int bytes() {
        int sum = OVERHEAD_BYTES + body.bytes().remaining();
        for (CapturedEvent event : events) {
            sum += event.bytes();
        }
        return sum;
    }
}
