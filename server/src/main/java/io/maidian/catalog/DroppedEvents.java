package io.maidian.catalog;

import java.time.Duration;

/** What is not kept of a project's events. Stateless. */
public final class DroppedEvents {
    /** Where all are kept. */
    public static final long NONE = Long.MIN_VALUE;

    private DroppedEvents() {}

    /**
     * The moment (ms since 1970) before which events of the project were received that are dropped:
     * by what is set now, or what was dropped for good before. Blocks as the catalog does.
     */
    public static long before(Catalog catalog, String ai, long nowMillis) {
        CatalogSnapshot.Entry entry = catalog.snapshot().entry(ai);
        Duration kept = entry == null ? null : entry.settings().eventRetention();
        long bySetting = kept == null ? NONE : nowMillis - kept.toMillis();
        return Math.max(
                bySetting, catalog.cutoffs().until(nowMillis).events().getOrDefault(ai, NONE));
    }
}
