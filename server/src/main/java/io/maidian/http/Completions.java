package io.maidian.http;

import io.vertx.core.Context;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the log's receipts back to one event loop: however many arrive at once, the loop is woken
 * once. Added to by any thread; run on the context's.
 */
final class Completions {
    private static final Logger LOG = LoggerFactory.getLogger(Completions.class);

    private final Context context;
    private final ConcurrentLinkedQueue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean woken = new AtomicBoolean();

    Completions(Context context) {
        this.context = context;
    }

    void add(Runnable completion) {
        waiting.add(completion);
        if (woken.compareAndSet(false, true)) {
            context.runOnContext(_ -> drain());
        }
    }

    /** One that fails must not keep the others waiting. */
    private static void run(Runnable completion) {
        try {
            completion.run();
        } catch (RuntimeException e) {
            LOG.error("a bug: an upload's completion failed", e);
        }
    }

    private void drain() {
        woken.set(false);
        for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
            run(next);
        }
    }
}
