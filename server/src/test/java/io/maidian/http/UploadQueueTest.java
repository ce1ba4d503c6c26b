package io.maidian.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.intake.CapturedEvent;
import io.maidian.intake.CapturedUpload;
import io.maidian.intake.Sender;
import io.maidian.intake.UploadOutcome;
import io.maidian.log.Receipt;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What waits for a subscriber that reads slowly. */
class UploadQueueTest {
    private final UploadQueue queue = new UploadQueue();

    @Test
    void bodiesDoNotWaitForASlowReader() {
        int taken = offerMany(upload(64 << 10, 1));
        List<CapturedUpload> all = queue.drain();
        assertThat(all).hasSize(taken).hasSize(UploadQueue.MAX_UPLOADS);
        assertThat(all).allMatch(each -> each.body().bytes().remaining() == 0);
    }

    @Test
    void whatWaitsIsBoundedInBytes() {
        CapturedUpload large = upload(0, CapturedUpload.MAX_EVENTS);
        int taken = offerMany(large);
        assertThat(taken).isPositive().isLessThan(UploadQueue.MAX_UPLOADS);
        assertThat(taken * large.bytes()).isLessThanOrEqualTo(UploadQueue.MAX_BYTES);
        assertThat(queue.drain()).hasSize(taken);
        assertThat(queue.isEmpty()).isTrue();
        assertThat(offerMany(large)).as("there is room again").isEqualTo(taken);
    }

    private int offerMany(CapturedUpload upload) {
        int taken = 0;
        for (int i = 0; i < 2 * UploadQueue.MAX_UPLOADS; i++) {
            taken += queue.offer(upload) ? 1 : 0;
        }
        return taken;
    }

    private static CapturedUpload upload(int bodyBytes, int events) {
        CapturedEvent event =
                new CapturedEvent(
                        0, CapturedEvent.EventOutcome.ACCEPTED, "e", "u".repeat(200), List.of());
        return new CapturedUpload(
                7,
                "a",
                1,
                new Sender("POST", "/v3/a/s2s/cstm", "", Map.of()),
                bodyBytes,
                new CapturedUpload.Body(ByteBuffer.allocate(bodyBytes), bodyBytes, true),
                Collections.nCopies(events, event),
                new UploadOutcome.Unavailable(Receipt.Cause.CLOSED),
                false);
    }
}
