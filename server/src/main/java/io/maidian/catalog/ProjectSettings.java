package io.maidian.catalog;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What an operator sets for one project.
 *
 * @param uploads whether server-side uploads are taken
 * @param retryDetection whether an upload that comes again with the same stm and bytes is stored
 *     once
 * @param undeclared what becomes of events and variables that nobody declared
 * @param quota how much may be uploaded
 * @param quarantineRetention how long rejected events are kept: whole days, 1 to 3,650
 * @param eventRetention how long events are kept from when they were received: whole days, 1 to
 *     3,650; null for ever
 */
public record ProjectSettings(
        boolean uploads,
        boolean retryDetection,
        Undeclared undeclared,
        Quota quota,
        Duration quarantineRetention,
        @Nullable Duration eventRetention) {
    /** Those of a project for which nothing was set. */
    public static final ProjectSettings DEFAULTS =
            new ProjectSettings(true, true, Undeclared.KEEP, Quota.NONE, Duration.ofDays(30));

    private static final long MAX_DAYS = 3_650;

    public ProjectSettings {
        requireDays("quarantine_days", quarantineRetention);
        if (eventRetention != null) {
            requireDays("event_days", eventRetention);
        }
    }

    /** Those of a project that keeps its events for ever. */
    public ProjectSettings(
            boolean uploads,
            boolean retryDetection,
            Undeclared undeclared,
            Quota quota,
            Duration quarantineRetention) {
        this(uploads, retryDetection, undeclared, quota, quarantineRetention, null);
    }

    private static void requireDays(String field, Duration retention) {
        long days = retention.toDays();
        if (days < 1 || days > MAX_DAYS || !retention.equals(Duration.ofDays(days))) {
            throw new InvalidFieldException(
                    field, "a whole number of days from 1 to " + MAX_DAYS, days + " days");
        }
    }
}
