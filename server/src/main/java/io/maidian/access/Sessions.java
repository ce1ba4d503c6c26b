package io.maidian.access;

import io.maidian.catalog.Catalog;
import io.maidian.ops.Clock;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who is signed in. A session's secret goes into a cookie and nowhere else: the catalog and memory
 * hold its SHA-256. A session that was found is believed for a minute without asking the catalog
 * again, so one that ends in another process or by its age ends at most a minute late; a sign-out
 * here is immediate. Safe for any thread; blocks on the catalog, so it belongs on a worker thread.
 */
public final class Sessions {
    /** How long a session lasts from its sign-in. */
    public static final Duration LIFETIME = Duration.ofDays(30);

    /** How many sessions are remembered in memory. */
    static final int REMEMBERED = 1_000;

    private static final long BELIEVED_MILLIS = Duration.ofMinutes(1).toMillis();
    private static final int SECRET_CHARACTERS = 43;

    private final Catalog catalog;
    private final Clock clock;

    /** Hash of the secret → until when it is believed, the least recently used first. */
    private final Map<String, Long> believedMillis = new LinkedHashMap<>(16, 0.75f, true);

    public Sessions(Catalog catalog, Clock clock) {
        this.catalog = catalog;
        this.clock = clock;
    }

    /** Begins a session; the result is its secret, to be set as a cookie. */
    public String begin() {
        String secret = Secret.random();
        long now = clock.millis();
        catalog.addSession(Secret.hash(secret), now, now + LIFETIME.toMillis());
        return secret;
    }

    /** Whether there is a session of this secret. */
    public boolean has(String secret) {
        if (secret.length() != SECRET_CHARACTERS) {
            return false;
        }
        String hash = Secret.hash(secret);
        long now = clock.millis();
        if (believed(hash, now)) {
            return true;
        }
        synchronized (this) {
            // Asked under the lock, so that a sign-out in between is not believed away.
            if (!catalog.hasSession(hash, now)) {
                return false;
            }
            believe(hash, now + BELIEVED_MILLIS);
            return true;
        }
    }

    /** Ends a session, if there is one of this secret. */
    public synchronized void end(String secret) {
        String hash = Secret.hash(secret);
        believedMillis.remove(hash);
        catalog.deleteSession(hash);
    }

    private synchronized boolean believed(String hash, long now) {
        Long until = believedMillis.get(hash);
        return until != null && now < until;
    }

    private void believe(String hash, long untilMillis) {
        believedMillis.put(hash, untilMillis);
        if (believedMillis.size() > REMEMBERED) {
            Iterator<String> eldest = believedMillis.keySet().iterator();
            eldest.next();
            eldest.remove();
        }
    }
}
