package io.maidian.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Uploads that were looked for, and how far was looked.
 *
 * @param uploads newest first; of their events only those that meet the search's conditions
 * @param events how many events and refused uploads of the project lie in what was looked at
 * @param sinceMillis the received time of the oldest of these; null where there are none
 * @param complete whether the log's beginning was reached, so that nothing else is there
 */
public record UploadsFound(
        List<UploadFate> uploads, long events, @Nullable Long sinceMillis, boolean complete) {
    public UploadsFound {
        uploads = List.copyOf(uploads);
    }
}
