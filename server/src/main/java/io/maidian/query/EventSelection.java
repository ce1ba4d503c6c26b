package io.maidian.query;

import org.jspecify.annotations.Nullable;

/**
 * Accepted events of one key.
 *
 * @param fromMillis at this time or later, ms since 1970; null for all before {@code toMillis}
 * @param toMillis before this time; null for all from {@code fromMillis} on
 * @param axis which of an event's times these are
 */
public record EventSelection(
        String event, @Nullable Long fromMillis, @Nullable Long toMillis, TimeAxis axis) {}
