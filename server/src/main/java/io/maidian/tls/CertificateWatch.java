package io.maidian.tls;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that looks at the certificates' files every few seconds, until it is closed. */
public final class CertificateWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateWatch.class);
    private static final Duration PERIOD = Duration.ofSeconds(2);

    private final ScheduledExecutorService thread;

    private final Future<?> looking;

    private CertificateWatch(ServerKeys keys) {
        thread =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name("certificates").daemon().factory());
        looking =
                thread.scheduleWithFixedDelay(
                        () -> look(keys),
                        PERIOD.toMillis(),
                        PERIOD.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    /** Begins to look. */
    public static CertificateWatch start(ServerKeys keys) {
        return new CertificateWatch(keys);
    }

    private static void look(ServerKeys keys) {
        try {
            keys.reload();
        } catch (RuntimeException e) {
            // Told once a period rather than never again.
            LOG.error("a bug: the certificates' files cannot be looked at", e);
        }
    }

    @Override
    public void close() {
        looking.cancel(true);
        thread.shutdownNow();
    }
}
