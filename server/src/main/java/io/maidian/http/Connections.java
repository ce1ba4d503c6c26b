package io.maidian.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the open connections of all event loops. Beyond the limit some more are let in, to be told
 * so; beyond those none. Safe for any thread.
 */
final class Connections {
    /** So many are told that there are too many. */
    private static final int TOLD = 64;

    private final int limit;
    private final AtomicInteger open = new AtomicInteger();
    private final Counter refused;

    /** What may become of a new one. */
    enum Admission {
        /** It is served. */
        SERVED,
        /** Its first request is answered that there are too many. */
        TOLD,
        /** It is closed at once. */
        CLOSED
    }

    Connections(int limit, MeterRegistry meters) {
        this.limit = limit;
        Gauge.builder("maidian.connections", open, AtomicInteger::get)
                .description("Open connections")
                .register(meters);
        Gauge.builder("maidian.connections.limit", () -> limit)
                .description("Most connections that are served at a time")
                .register(meters);
        refused =
                Counter.builder("maidian.connections.refused")
                        .description("Connections that were refused because there were too many")
                        .register(meters);
    }

    /** One more is open; {@link #closed} is to be called for it. */
    Admission opened() {
        int now = open.incrementAndGet();
        if (now <= limit) {
            return Admission.SERVED;
        }
        refused.increment();
        return now <= limit + TOLD ? Admission.TOLD : Admission.CLOSED;
    }

    void closed() {
        open.decrementAndGet();
    }
}
