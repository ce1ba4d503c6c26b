package io.maidian;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A part that is being opened on a thread of its own, beside others, so that the server starts
 * sooner. Closing waits until it is open, and closes it. For one thread.
 */
final class Opening<T extends Closeable> implements Closeable {
    private final FutureTask<T> task;

    private Opening(FutureTask<T> task) {
        this.task = task;
    }

    /** Begins. */
    static <T extends Closeable> Opening<T> begin(String name, Callable<T> open) {
        FutureTask<T> task = new FutureTask<>(open);
        Thread.ofPlatform().name(name + "-opening").start(task);
        return new Opening<>(task);
    }

    /**
     * Waits for it.
     *
     * @throws IOException what opening it threw
     */
    T get() throws IOException, InterruptedException {
        try {
            return task.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case IOException known -> throw known;
                case RuntimeException bug -> throw bug;
                case Error error -> throw error;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        boolean interrupted = false;
        while (true) {
            try {
                task.get().close();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException e) {
                break; // there is nothing to close, and who waited for it was told why
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
