package io.maidian.access;

import io.maidian.ops.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A {@link FailureLimit} for each client's address, for a bounded number of them: the one that was
 * heard of least lately gives way. Safe for any thread; never blocks.
 */
final class FailureLimits {
    /** Each takes about 150 bytes. */
    static final int MOST_CLIENTS = 10_000;

    private final Clock clock;
    private final int burst;
    private final Duration period;
    private final Map<String, FailureLimit> clients =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, FailureLimit> eldest) {
                    return size() > MOST_CLIENTS;
                }
            };

    FailureLimits(Clock clock, int burst, Duration period) {
        this.clock = clock;
        this.burst = burst;
        this.period = period;
    }

    /** Counts a failure of this client; false where it is one too many. */
    synchronized boolean count(String client) {
        return clients.computeIfAbsent(holder(client), _ -> new FailureLimit(clock, burst, period))
                .count();
    }

    /** One who has an IPv6 address has all that share its first half. */
    private static String holder(String client) {
        int end = -1;
        for (int group = 0; group < 4; group++) {
            end = client.indexOf(':', end + 1);
            if (end < 0) {
                return client;
            }
        }
        return client.substring(0, end);
    }
}
