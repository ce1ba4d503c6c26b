package io.maidian.ids;

import io.maidian.event.RetryIdentity;

/**
 * The secret of a data folder with which ids are hashed, so that nobody can make two ids of one
 * hash. With another one every file of ids is void, and made again from the log. Immutable.
 */
public record IdKey(long first, long second) {
    private static final String FINGERPRINT = "fingerprint";

    /** The hash of a project's id. */
    RetryIdentity hash(String ai, String id) {
        SipHash hash = new SipHash(first, second);
        hash.add(ai);
        hash.add(id);
        return hash.finish();
    }

    /** By which a file tells whether it was made with this key. */
    long fingerprint() {
        return hash(FINGERPRINT, "").high();
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "IdKey";
    }
}
