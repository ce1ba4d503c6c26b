package io.maidian.backup;

import io.maidian.log.EventLog;
import io.maidian.log.LogBatch;
import io.maidian.log.LogPosition;
import io.maidian.log.LogReader;
import io.maidian.log.Receipt;
import java.time.Duration;
import java.util.function.Consumer;

/** A log of which only the two ends are known. For one thread. */
final class FixedLog implements EventLog {
    private LogPosition start = LogPosition.START;
    private LogPosition end = LogPosition.START;

    void reaches(long from, long to) {
        start = new LogPosition(from);
        end = new LogPosition(to);
    }

    @Override
    public LogPosition start() {
        return start;
    }

    @Override
    public LogPosition end() {
        return end;
    }

    @Override
    public void append(LogBatch batch, Consumer<Receipt> done) {
        throw new UnsupportedOperationException();
    }

    @Override
    public LogPosition firstGroupFrom(LogPosition position) {
        throw new UnsupportedOperationException();
    }

    @Override
    public LogReader read(LogPosition from) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean awaitBeyond(LogPosition position, Duration atMost) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
