package io.maidian.log;

import io.maidian.event.DuplicateEvent;
import io.maidian.event.RequestId;
import io.maidian.event.RetryIdentity;
import io.maidian.event.Upload;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * What the first record of an entry says.
 *
 * @param retry what a retry of it would bear too, where it has such an identity
 * @param duplicates its events that were not stored again, in the array's order
 */
record UploadHead(Upload upload, @Nullable RetryIdentity retry, List<DuplicateEvent> duplicates) {
    /**
     * Reads the record.
     *
     * @param json at the record's first token
     */
    static UploadHead read(JsonParser json, LogPosition group, int ordinal) {
        String ai = null;
        long received = -1;
        Long sent = null;
        RetryIdentity retry = null;
        List<Unplaced> duplicates = List.of();
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            json.nextToken();
            switch (name) {
                case UploadRecords.AI -> ai = json.getString();
                case UploadRecords.RECEIVED -> received = json.getLongValue();
                case UploadRecords.STM -> sent = json.getLongValue();
                case UploadRecords.RETRY -> retry = retry(json.getString());
                case UploadRecords.DUPLICATES -> duplicates = duplicates(json);
                default -> json.skipChildren();
            }
        }
        Upload upload =
                new Upload(
                        UploadReader.require(ai, UploadRecords.AI),
                        new RequestId(received, group.offset(), ordinal),
                        sent);
        return new UploadHead(
                upload, retry, duplicates.stream().map(each -> each.in(upload)).toList());
    }

    private static RetryIdentity retry(String text) {
        return RetryIdentity.parse(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static List<Unplaced> duplicates(JsonParser json) {
        List<Unplaced> duplicates = new ArrayList<>();
        while (json.nextToken() == JsonToken.START_OBJECT) {
            Integer index = null;
            String id = null;
            String key = null;
            String user = null;
            for (String name = json.nextName(); name != null; name = json.nextName()) {
                json.nextToken();
                switch (name) {
                    case UploadRecords.INDEX -> index = json.getIntValue();
                    case UploadRecords.ID -> id = json.getString();
                    case UploadRecords.KEY -> key = json.getString();
                    case UploadRecords.USER -> user = json.getString();
                    default -> json.skipChildren();
                }
            }
            duplicates.add(
                    new Unplaced(
                            UploadReader.require(index, UploadRecords.INDEX),
                            UploadReader.require(id, UploadRecords.ID),
                            UploadReader.require(key, UploadRecords.KEY),
                            UploadReader.require(user, UploadRecords.USER)));
        }
        return duplicates;
    }

    /** One whose upload is not known before the record's end. */
    private record Unplaced(int index, String id, String key, String user) {
        DuplicateEvent in(Upload upload) {
            return new DuplicateEvent(upload, index, id, key, user);
        }
    }
}
