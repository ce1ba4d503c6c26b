package io.maidian.event;

import java.nio.ByteBuffer;
import java.util.Base64;

/**
 * What an upload and its retry have in common: a keyed 128-bit hash of all that a client sends
 * again. Its text is 22 characters of base64url.
 */
public record RetryIdentity(long high, long low) {
    /** Length of its text. */
    public static final int CHARS = 22;

    private static final int BYTES = 2 * Long.BYTES;

    /**
     * Reads the text.
     *
     * @throws IllegalArgumentException if it is not one
     */
    public static RetryIdentity parse(byte[] ascii) {
        byte[] bytes = Base64.getUrlDecoder().decode(ascii);
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("not a retry identity: " + bytes.length + " bytes");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new RetryIdentity(buffer.getLong(), buffer.getLong());
    }

    /** The text in ASCII. */
    public byte[] ascii() {
        byte[] bytes = ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
        return Base64.getUrlEncoder().withoutPadding().encode(bytes);
    }

    @Override
    public String toString() {
        byte[] bytes = ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
