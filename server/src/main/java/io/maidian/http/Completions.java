package io.maidian.http;

import io.vertx.core.Context;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Brings the log's receipts back to one event loop: however many arrive at once, the loop is woken
 * once. Added to by any thread; run on the context's.
 */
final class Completions {
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

    private void drain() {
        woken.set(false);
        for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
            next.run();
        }
    }
}
