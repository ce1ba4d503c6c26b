package io.maidian.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * A system that takes events, running, for its turn in {@code bench/run peers}; the product is one
 * too. For one thread.
 */
interface Peer extends AutoCloseable {

    /**
     * A way to hand events over.
     *
     * @param name of the system and how it is asked
     * @param promise what its answer means
     */
    record Way(String name, Load load, Promise promise) {}

    /**
     * What was uploaded.
     *
     * @param seconds in which requests were sent
     */
    record Uploaded(LoadReport report, double seconds) {}

    /** What becomes of an event that was answered for, when something stops. */
    enum Promise {
        DURABLE("durable: forced to disk"),
        PAGE_CACHE("in the page cache: lost if the machine stops");

        private final String words;

        Promise(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    /** In the order in which they are measured. */
    List<Way> ways();

    /** Seconds of load before a measurement: a JVM needs more than the others. */
    Duration warmUp(Duration usual);

    /** Uploads in that way for so long. */
    Uploaded upload(Way way, int seconds) throws IOException, InterruptedException;

    /** Waits until what was answered for is where queries see it, as far as it tells. */
    void settle() throws IOException, InterruptedException;

    /** Events that queries see of those that came in that way. */
    long found(Way way) throws IOException, InterruptedException;

    /** How often it has forced a file to disk, as it counts itself. */
    long forces() throws IOException, InterruptedException;

    ServerProcess process();

    @Override
    void close();
}
