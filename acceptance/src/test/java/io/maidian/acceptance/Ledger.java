package io.maidian.acceptance;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What senders know from outside the server: which events they sent, each by its own login user id,
 * and for which of them they saw 200. Safe for any thread.
 */
final class Ledger {
    private final Set<String> sent = ConcurrentHashMap.newKeySet();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();

    void sending(List<String> users) {
        sent.addAll(users);
    }

    void acknowledged(List<String> users) {
        acknowledged.addAll(users);
    }

    Set<String> sent() {
        return Set.copyOf(sent);
    }

    Set<String> acknowledged() {
        return Set.copyOf(acknowledged);
    }
}
