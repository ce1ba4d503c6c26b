package io.maidian.query;

import io.maidian.event.Event;
import io.maidian.event.RefusedUpload;
import io.maidian.event.RejectedEvent;
import io.maidian.event.Upload;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one upload.
 *
 * @param accepted events stored, those with a warning included
 * @param rejectedEvents with their texts; of one longer than {@link #RAW_CHARS} a beginning that is
 *     longer than that, too
 * @param events some of them: at most 20 of both lists together, those with a reason first
 * @param refused set where the whole upload was refused
 */
public record UploadFate(
        Upload upload,
        long accepted,
        long warned,
        long rejected,
        List<Event> events,
        List<RejectedEvent> rejectedEvents,
        @Nullable RefusedUpload refused) {
    /** Texts of rejected events are whole up to this. */
    public static final int RAW_CHARS = 4_000;
}
