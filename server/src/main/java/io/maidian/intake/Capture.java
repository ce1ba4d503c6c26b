package io.maidian.intake;

import io.maidian.event.Finding;
import io.maidian.intake.CapturedEvent.EventOutcome;
import io.maidian.intake.CapturedUpload.Body;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One upload on its way to becoming a {@link CapturedUpload}: {@link Intake} notes in it what it
 * sees. For one thread.
 */
public final class Capture {
    private final String ai;
    private final Sender sender;
    private final int wireBytes;
    private final List<CapturedEvent> events = new ArrayList<>();
    private long receivedMillis;
    private @Nullable Body body;

    Capture(String ai, Sender sender, int wireBytes, long receivedMillis) {
        this.ai = ai;
        this.sender = sender;
        this.wireBytes = wireBytes;
        this.receivedMillis = receivedMillis;
    }

    String ai() {
        return ai;
    }

    /** Its body could be decoded. */
    void decoded(ByteBuffer text) {
        body = beginning(text, true);
    }

    /** It was refused; this is the body of what could not even be decoded. */
    void refused(long atMillis, ByteBuffer wire) {
        receivedMillis = atMillis;
        if (body == null) {
            body = beginning(wire, false);
        }
    }

    /** An event was judged. */
    void judged(RawEvent raw, Verdict verdict, int codePoints) {
        if (events.size() == CapturedUpload.MAX_EVENTS) {
            return;
        }
        events.add(
                switch (verdict) {
                    case Verdict.Accepted(var event) ->
                            new CapturedEvent(
                                    raw.index(),
                                    EventOutcome.ACCEPTED,
                                    event.key(),
                                    event.user(),
                                    List.of());
                    case Verdict.Warned(var event) ->
                            new CapturedEvent(
                                    raw.index(),
                                    EventOutcome.WARNED,
                                    event.key(),
                                    event.user(),
                                    event.warnings());
                    case Verdict.Rejected(var reason) ->
                            new CapturedEvent(
                                    raw.index(),
                                    EventOutcome.REJECTED,
                                    raw.n.readable(codePoints),
                                    raw.cs1.readable(codePoints),
                                    List.of(reason));
                });
    }

    /** An event that was judged as accepted is not stored again. */
    void duplicate(int index, Finding reason) {
        if (index < events.size()) {
            CapturedEvent event = events.get(index);
            events.set(
                    index,
                    new CapturedEvent(
                            index,
                            EventOutcome.DUPLICATE,
                            event.key(),
                            event.user(),
                            List.of(reason)));
        }
    }

    CapturedUpload ended(long number, UploadOutcome outcome) {
        var id = outcome instanceof UploadOutcome.Stored stored ? stored.id() : null;
        return new CapturedUpload(
                number,
                ai,
                id == null || isRetry(outcome) ? receivedMillis : id.receivedMillis(),
                sender,
                wireBytes,
                body == null ? Body.NONE : body,
                events,
                outcome,
                isRetry(outcome));
    }

    /** The upload of a retry, which was not read again: its body and events are the first one's. */
    CapturedUpload endedAs(CapturedUpload first, long number, UploadOutcome outcome) {
        return new CapturedUpload(
                number,
                ai,
                receivedMillis,
                sender,
                wireBytes,
                first.body(),
                first.events().stream().map(CapturedEvent::again).toList(),
                outcome,
                true);
    }

    /** Whether it was answered as an earlier one, without being read. */
    boolean isRetry(UploadOutcome outcome) {
        return body == null
                && outcome instanceof UploadOutcome.Stored stored
                && stored.id() != null;
    }

    private static Body beginning(ByteBuffer all, boolean decoded) {
        byte[] bytes = new byte[Math.min(all.remaining(), Body.MAX_BYTES)];
        all.duplicate().get(bytes);
        return new Body(ByteBuffer.wrap(bytes), all.remaining(), decoded);
    }
}
