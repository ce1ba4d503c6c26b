package io.maidian.log;

import io.maidian.event.EventBatch;
import java.io.IOException;
import java.util.List;

/** The JSON form of uploads in the log: see docs/formats/log-records.md. Stateless. */
public final class UploadRecords {
    private UploadRecords() {}

    /**
     * Reads what a run of groups holds.
     *
     * @throws IOException if a record is not of the documented form
     */
    public static EventBatch decode(List<LogGroup> groups) throws IOException {
        if (groups.isEmpty()) {
            return new EventBatch(List.of(), List.of(), List.of());
        }
        throw new IOException("not yet");
    }
}
