package io.maidian.intake;

import io.maidian.intake.CapturedEvent.EventOutcome;
import io.maidian.intake.UploadOutcome.EventResult;
import io.maidian.intake.UploadOutcome.Stored;
import io.maidian.log.EventLog;
import io.maidian.log.LogGroup;
import io.maidian.log.LogPosition;
import io.maidian.log.LogReader;
import io.maidian.log.UploadRecords;
import io.maidian.log.UploadSummary;
import io.maidian.log.UploadSummary.EventFinding;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fills {@link Retries} at a start with the uploads of the last ten minutes, as far as they lie in
 * the log's last 256 MiB. Blocking; for one thread, before the port opens.
 */
public final class RetryRecovery {
    private static final Logger LOG = LoggerFactory.getLogger(RetryRecovery.class);
    private static final long LIMIT_BYTES = 256L << 20;
    private static final long FIRST_STEP_BYTES = 4L << 20;

    private final EventLog log;
    private final Retries retries;
    private final long nowMillis;

    private RetryRecovery(EventLog log, Retries retries, long nowMillis) {
        this.log = log;
        this.retries = retries;
        this.nowMillis = nowMillis;
    }

    /**
     * Reads what there is. A log that cannot be read is told to the operator, and keeps no start.
     */
    public static void run(EventLog log, Retries retries, long nowMillis) {
        try {
            new RetryRecovery(log, retries, nowMillis).read();
        } catch (IOException e) {
            LOG.warn(
                    "retries of uploads from before this start may be stored again, as the log"
                            + " cannot be read: {}",
                    e.getMessage());
        }
    }

    private void read() throws IOException {
        LogPosition from = beginning();
        long uploads = 0;
        try (LogReader reader = log.read(from)) {
            for (LogGroup group = reader.next(); group != null; group = reader.next()) {
                for (UploadSummary upload :
                        UploadRecords.summaries(group, JudgedUpload.MAX_RESULTS)) {
                    if (isRecent(upload.id().receivedMillis())) {
                        retries.remember(upload.retry(), stored(upload), nowMillis);
                        uploads++;
                    }
                }
            }
        }
        LOG.debug("{} uploads in the log from {} on are known again", uploads, from.offset());
    }

    /** Goes back in growing steps until before the last ten minutes, or as far as may be read. */
    private LogPosition beginning() throws IOException {
        long start = log.start().offset();
        long end = log.end().offset();
        long step = FIRST_STEP_BYTES;
        while (step < LIMIT_BYTES && end - step > start) {
            LogPosition from = log.firstGroupFrom(new LogPosition(end - step));
            if (beginsBefore(from)) {
                return from;
            }
            step *= 4;
        }
        return log.firstGroupFrom(new LogPosition(Math.max(start, end - LIMIT_BYTES)));
    }

    private boolean beginsBefore(LogPosition from) throws IOException {
        try (LogReader reader = log.read(from)) {
            LogGroup group = reader.next();
            return group != null
                    && UploadRecords.receivedMillis(group) < nowMillis - RetryTable.KEPT_MILLIS;
        }
    }

    private boolean isRecent(long receivedMillis) {
        return Math.abs(nowMillis - receivedMillis) <= RetryTable.KEPT_MILLIS;
    }

    private static Stored stored(UploadSummary upload) {
        List<EventResult> findings =
                upload.findings().stream()
                        .map(f -> new EventResult(f.index(), outcome(f), f.finding()))
                        .toList();
        List<EventResult> duplicates =
                upload.duplicates().stream()
                        .map(d ->
                                new EventResult(
                                        d.index(),
                                        EventOutcome.DUPLICATE,
                                        DuplicateRule.finding(d)))
                        .toList();
        return new Stored(
                upload.id(),
                upload.accepted(),
                duplicates.size(),
                upload.rejected(),
                upload.warned(),
                EventResult.merged(findings, duplicates, JudgedUpload.MAX_RESULTS),
                upload.truncated()
                        || findings.size() + duplicates.size() > JudgedUpload.MAX_RESULTS,
                upload.discarded());
    }

    private static EventOutcome outcome(EventFinding finding) {
        return finding.rejected() ? EventOutcome.REJECTED : EventOutcome.WARNED;
    }
}
