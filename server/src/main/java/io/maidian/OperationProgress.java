package io.maidian;

import io.maidian.operations.Operation;
import io.maidian.operations.Operation.Progress;
import io.maidian.operations.Operation.Result;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Prints how far an operation is, until it has ended. For one thread. */
final class OperationProgress {
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);
    private static final long PRINT_EVERY_NANOS = 2_000_000_000L;
    private static final long MIB = 1L << 20;

    private final PrintWriter out;
    private String phase = "";
    private long printedNanos;
    private boolean succeeded;

    OperationProgress(PrintWriter out) {
        this.out = out;
    }

    /** Tells how far it is. */
    @FunctionalInterface
    interface Look {
        Progress now() throws IOException;
    }

    /** Whether what was watched last is done. */
    boolean succeeded() {
        return succeeded;
    }

    void until(Operation operation) throws IOException, InterruptedException {
        until(operation::progress);
    }

    /**
     * Looks again and again.
     *
     * @throws IOException why it failed
     */
    void until(Look look) throws IOException, InterruptedException {
        while (true) {
            Progress progress = look.now();
            switch (progress.state()) {
                case RUNNING -> print(progress);
                case FAILED -> throw new IOException(progress.problem());
                case DONE -> {
                    succeeded = true;
                    out.println("done" + words(progress.result()));
                    out.flush();
                    return;
                }
            }
            Thread.sleep(LOOK_EVERY);
        }
    }

    private void print(Progress progress) {
        long now = System.nanoTime();
        if (progress.phase().equals(phase) && now - printedNanos < PRINT_EVERY_NANOS) {
            return;
        }
        phase = progress.phase();
        printedNanos = now;
        StringBuilder line = new StringBuilder(phase);
        line.append(": ").append(progress.percent()).append(" %");
        if (progress.eventsPerSecond() > 0) {
            line.append(", ").append(progress.eventsPerSecond()).append(" events/s");
        }
        if (progress.remainingSeconds() >= 0) {
            line.append(", about ").append(progress.remainingSeconds()).append(" s left");
        }
        out.println(line);
        out.flush();
    }

    private static String words(@Nullable Result result) {
        StringBuilder words = new StringBuilder();
        if (result != null) {
            add(words, "log position", result.position(), 1, "");
            add(words, "before", result.bytesBefore(), MIB, " MiB");
            add(words, "now", result.bytesAfter(), MIB, " MiB");
            add(words, "copied", result.copiedBytes(), MIB, " MiB");
            add(words, "the indexer waited", result.pauseMillis(), 1, " ms");
        }
        return words.toString();
    }

    private static void add(
            StringBuilder words, String name, @Nullable Long value, long unit, String unitName) {
        if (value != null) {
            words.append(words.isEmpty() ? ": " : ", ")
                    .append(name)
                    .append(' ')
                    .append(value / unit)
                    .append(unitName);
        }
    }
}
