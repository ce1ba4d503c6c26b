package io.maidian.access;

import io.maidian.ops.Clock;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The codes of sign-in links: each lets in once, within a day. They live in memory only, as hashes,
 * so a restart makes the old links void. Safe for any thread; never blocks on a disk.
 */
public final class SignInCodes {
    /** How long a code lets in. */
    public static final Duration LIFETIME = Duration.ofHours(24);

    /** How many codes are out at a time; a further one makes the oldest void. */
    public static final int MOST = 16;

    private final Clock clock;

    /** Hash of the code → when it expires, the oldest first. */
    private final Map<String, Long> expiryMillis = LinkedHashMap.newLinkedHashMap(MOST);

    public SignInCodes(Clock clock) {
        this.clock = clock;
    }

    /** A new code: 43 characters that need no escaping in a link. */
    public synchronized String issue() {
        String code = Secret.random();
        if (expiryMillis.size() >= MOST) {
            Iterator<String> oldest = expiryMillis.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
        expiryMillis.put(Secret.hash(code), clock.millis() + LIFETIME.toMillis());
        return code;
    }

    /** Whether this code lets in; it does so once. */
    public synchronized boolean redeem(String code) {
        Long expires = expiryMillis.remove(Secret.hash(code));
        return expires != null && clock.millis() < expires;
    }
}
