package io.maidian.bench;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * What is undone when this program is interrupted, the latest first: servers end before their
 * folders are deleted. The JVM would run separate hooks in no order. Safe for any thread.
 */
final class OnExit {
    private static final Deque<Runnable> STEPS = new ConcurrentLinkedDeque<>();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(OnExit::undo, "undo"));
    }

    private OnExit() {}

    static void add(Runnable step) {
        STEPS.push(step);
    }

    /** For a step that has been done; does nothing if it is not there. */
    static void remove(Runnable step) {
        STEPS.remove(step);
    }

    private static void undo() {
        for (Runnable step = STEPS.poll(); step != null; step = STEPS.poll()) {
            step.run();
        }
    }
}
