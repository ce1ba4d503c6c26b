package io.maidian.operations;

import io.maidian.log.EventLog;
import io.maidian.log.LogGroup;
import io.maidian.log.LogPosition;
import io.maidian.log.LogReader;
import io.maidian.log.UploadRecords;
import java.io.IOException;
import java.time.Instant;

/** Says when something of the log was received, for a person. Stateless. */
final class LogTimes {
    private LogTimes() {}

    /** When the first upload at or after this position was received, in words. */
    static String at(EventLog log, LogPosition position) throws IOException {
        try (LogReader reader = log.read(log.firstGroupFrom(position))) {
            LogGroup group = reader.next();
            return group == null
                    ? "nothing received since"
                    : "received " + time(UploadRecords.receivedMillis(group));
        }
    }

    static String time(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }
}
