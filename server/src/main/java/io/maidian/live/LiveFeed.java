package io.maidian.live;

import io.maidian.store.Advance;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Tells subscribers that the store has taken in more of a project, so that charts refresh.
 * Published to by the indexer's thread; subscribers are called on it and only take note. Safe for
 * any thread.
 */
public final class LiveFeed {
    private final CopyOnWriteArrayList<Subscriber> subscribers = new CopyOnWriteArrayList<>();

    /** Passes an advance on to those who follow one of its projects. */
    public void publish(Advance advance) {
        for (Subscriber subscriber : subscribers) {
            if (advance.projects().contains(subscriber.ai)) {
                subscriber.listener.accept(advance);
            }
        }
    }

    /**
     * Follows a project until the result is closed.
     *
     * @param listener called on the indexer's thread: it must be quick and must not throw
     */
    public Subscription subscribe(String ai, Consumer<Advance> listener) {
        Subscriber subscriber = new Subscriber(ai, listener);
        subscribers.add(subscriber);
        return () -> subscribers.remove(subscriber);
    }

    /** How many follow. */
    public int size() {
        return subscribers.size();
    }

    /** Ends when closed; closing twice is harmless. */
    @FunctionalInterface
    public interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    /** One follower; equal only to itself. */
    private static final class Subscriber {
        private final String ai;
        private final Consumer<Advance> listener;

        private Subscriber(String ai, Consumer<Advance> listener) {
            this.ai = ai;
            this.listener = listener;
        }
    }
}
