package io.maidian.catalog;

import java.time.Duration;

/**
 * What an operator sets for one project.
 *
 * @param uploads whether server-side uploads are taken
 * @param retryDetection whether an upload that comes again with the same stm and bytes is stored
 *     once
 * @param undeclared what becomes of events and variables that nobody declared
 * @param quota how much may be uploaded
 * @param quarantineRetention how long rejected events are kept: whole days, 1 to 3,650
 */
public record ProjectSettings(
        boolean uploads,
        boolean retryDetection,
        Undeclared undeclared,
        Quota quota,
        Duration quarantineRetention) {
    /** Those of a project for which nothing was set. */
    public static final ProjectSettings DEFAULTS =
            new ProjectSettings(true, true, Undeclared.KEEP, Quota.NONE, Duration.ofDays(30));

    private static final long MAX_DAYS = 3_650;

    public ProjectSettings {
        long days = quarantineRetention.toDays();
        if (days < 1 || days > MAX_DAYS || !quarantineRetention.equals(Duration.ofDays(days))) {
            throw new InvalidFieldException(
                    "quarantine_days",
                    "a whole number of days from 1 to " + MAX_DAYS,
                    days + " days");
        }
    }
}
