package io.maidian.log;

import io.maidian.event.QuarantineChange;
import io.maidian.event.RejectionId;
import io.maidian.event.Upload;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;

/** Reads what was decided about rejected events. For one thread. */
final class ChangeReader {
    private final UploadReader records;

    ChangeReader(UploadReader records) {
        this.records = records;
    }

    /** Which rejected event a change is about, and the {@code stm} that it came with. */
    private record Origin(RejectionId id, @Nullable Long sentMillis) {}

    /**
     * Reads one record of a kind that is a change.
     *
     * @param decision the upload record before it
     */
    QuarantineChange read(LogRecord record, Upload decision) {
        Origin origin = origin(record);
        long atMillis = decision.receivedMillis();
        return switch (record.kind()) {
            case REPLAYED_EVENT -> {
                RejectionId id = origin.id();
                Upload first = new Upload(decision.ai(), id.upload(), origin.sentMillis());
                // Read a second time, as they are rare: what it is about, then the event.
                try (JsonParser json = records.object(record.payload())) {
                    yield new QuarantineChange.Replayed(
                            UploadReader.event(json, first, id.index()), atMillis);
                }
            }
            case DISCARDED_EVENT ->
                    new QuarantineChange.Discarded(decision.ai(), origin.id(), atMillis);
            case RESTORED_EVENT ->
                    new QuarantineChange.Restored(decision.ai(), origin.id(), atMillis);
            case UPLOAD, EVENT, REJECTED_EVENT, REFUSED_UPLOAD ->
                    throw new IllegalArgumentException("not a change: " + record.kind());
        };
    }

    private Origin origin(LogRecord record) {
        String of = null;
        Long sent = null;
        try (JsonParser json = records.object(record.payload())) {
            for (String name = json.nextName(); name != null; name = json.nextName()) {
                json.nextToken();
                switch (name) {
                    case UploadRecords.OF -> of = json.getString();
                    case UploadRecords.STM -> sent = json.getLongValue();
                    default -> json.skipChildren();
                }
            }
        }
        return new Origin(RejectionId.parse(UploadReader.require(of, UploadRecords.OF)), sent);
    }
}
