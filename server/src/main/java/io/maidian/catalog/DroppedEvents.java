package io.maidian.catalog;

import io.maidian.event.RetentionCutoffs;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

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
        return Math.max(
                entry == null ? NONE : bySetting(entry, nowMillis),
                catalog.cutoffs().until(nowMillis).events().getOrDefault(ai, NONE));
    }

    /**
     * {@link #before} of each project that drops any, once what is due by now is noted for good: it
     * is about to be dropped.
     */
    public static Map<String, Long> noted(Catalog catalog, long nowMillis) {
        Map<String, Long> due = new HashMap<>();
        for (CatalogSnapshot.Entry entry : catalog.snapshot().entries().values()) {
            long before = bySetting(entry, nowMillis);
            if (before != NONE) {
                due.put(entry.project().ai(), before);
            }
        }
        catalog.raiseCutoffs(new RetentionCutoffs(due, Map.of()), nowMillis);
        return catalog.cutoffs().until(nowMillis).events();
    }

    private static long bySetting(CatalogSnapshot.Entry entry, long nowMillis) {
        Duration kept = entry.settings().eventRetention();
        return kept == null ? NONE : nowMillis - kept.toMillis();
    }
}
