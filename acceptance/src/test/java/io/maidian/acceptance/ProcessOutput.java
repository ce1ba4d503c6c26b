package io.maidian.acceptance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * What a process prints on one of its streams, kept in a file and in memory, so that a test can
 * wait for it. Safe for any thread; one daemon thread reads.
 */
final class ProcessOutput {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<String> lines = new ArrayList<>();
    private boolean ended;

    private ProcessOutput() {}

    /**
     * @param file where each line is kept as well
     */
    static ProcessOutput of(InputStream stream, Path file) {
        ProcessOutput output = new ProcessOutput();
        Thread.ofPlatform()
                .daemon()
                .name("output-" + file.getFileName())
                .start(() -> output.readAll(stream, file));
        return output;
    }

    private void readAll(InputStream stream, Path file) {
        try (BufferedReader reader =
                        new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
                Writer writer = Files.newBufferedWriter(file)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                writer.write(line + "\n");
                writer.flush();
                add(line);
            }
        } catch (IOException e) {
            add("(the rest of the output is lost: " + e + ")");
        } finally {
            end();
        }
    }

    private void add(String line) {
        lock.lock();
        try {
            lines.add(line);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until the lines so far are enough.
     *
     * @return whether they were, before the stream ended or the time was over
     */
    boolean await(Predicate<List<String>> enough, Duration limit) {
        long left = limit.toNanos();
        lock.lock();
        try {
            while (!enough.test(List.copyOf(lines))) {
                if (ended || left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** All lines, once the process has closed the stream. */
    List<String> awaitEnd() {
        lock.lock();
        try {
            long left = TimeUnit.SECONDS.toNanos(30);
            while (!ended && left > 0) {
                left = changed.awaitNanos(left);
            }
            return List.copyOf(lines);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted", e));
        } finally {
            lock.unlock();
        }
    }

    List<String> lines() {
        lock.lock();
        try {
            return List.copyOf(lines);
        } finally {
            lock.unlock();
        }
    }
}
