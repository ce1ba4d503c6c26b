package io.maidian.event;

import org.jspecify.annotations.Nullable;

/**
 * One upload that the log keeps.
 *
 * @param ai project id
 * @param id its id, which bears the received time
 * @param sentMillis {@code stm}, the sender's clock in ms, where it was given
 */
public record Upload(String ai, RequestId id, @Nullable Long sentMillis) {
    /** When the server received it, ms since 1970. */
    public long receivedMillis() {
        return id.receivedMillis();
    }
}
