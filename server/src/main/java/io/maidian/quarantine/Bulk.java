package io.maidian.quarantine;

import io.maidian.query.RejectionSearch;

/**
 * A change of all events of a search.
 *
 * @param search its state is not looked at: the action says which it needs
 * @param rule how events are mended before they are replayed
 */
public record Bulk(Quarantine.Action action, RejectionSearch search, MendRule rule) {}
