package io.maidian.quarantine;

import io.maidian.ops.ThreadPriority;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs bulk changes one after the other on a thread of its own that gives way to uploads. Remembers
 * the latest of them until the server stops. Safe for any thread.
 */
public final class BulkRuns implements AutoCloseable {
    /** Runs that may wait. */
    private static final int MAX_WAITING = 8;

    private static final int REMEMBERED = 50;
    private static final int CLOSE_SECONDS = 10;

    private final Quarantine quarantine;
    private final Map<String, BulkRun> runs = new LinkedHashMap<>();
    private final SecureRandom random = new SecureRandom();
    private final ThreadPoolExecutor thread =
            new ThreadPoolExecutor(
                    1,
                    1,
                    0,
                    TimeUnit.SECONDS,
                    new LinkedBlockingQueue<>(),
                    Thread.ofPlatform().name("quarantine").factory());

    public BulkRuns(Quarantine quarantine) {
        this.quarantine = quarantine;
    }

    /**
     * Starts a run, or has it wait for others.
     *
     * @return null where too many wait already
     */
    public @Nullable BulkRun start(String ai, Bulk bulk) throws IOException {
        long total = quarantine.total(ai, bulk.search(), bulk.action());
        byte[] id = new byte[8];
        random.nextBytes(id);
        BulkRun run = new BulkRun(HexFormat.of().formatHex(id), ai, bulk, total);
        synchronized (runs) {
            if (runs.values().stream().filter(other -> !other.progress().isOver()).count()
                    > MAX_WAITING) {
                return null;
            }
            runs.values().removeIf(other -> runs.size() >= REMEMBERED && other.progress().isOver());
            runs.put(run.id(), run);
        }
        thread.execute(() -> {
            ThreadPriority.giveWay();
            run.run(quarantine);
        });
        return run;
    }

    /** The run of this id in this project, or null. */
    public @Nullable BulkRun find(String ai, String id) {
        synchronized (runs) {
            BulkRun run = runs.get(id);
            return run != null && run.ai().equals(ai) ? run : null;
        }
    }

    /** A project's runs, the latest first. */
    public List<BulkRun> list(String ai) {
        synchronized (runs) {
            return runs.values().stream().filter(run -> run.ai().equals(ai)).toList().reversed();
        }
    }

    /** Ends the run at hand after its step, and forgets those that wait. */
    @Override
    public void close() {
        synchronized (runs) {
            runs.values().forEach(BulkRun::cancel);
        }
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
