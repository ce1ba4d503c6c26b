package io.maidian.ops;

/**
 * The wall clock, in ms since 1970. The only place that reads the system's; tests bring their own.
 * Safe for any thread.
 */
@FunctionalInterface
public interface Clock {
    /** The system's clock. */
    Clock SYSTEM = System::currentTimeMillis;

    /** The time now, in ms since 1970. */
    long millis();
}
