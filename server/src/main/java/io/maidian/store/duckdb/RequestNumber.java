package io.maidian.store.duckdb;

import io.maidian.event.RequestId;

/**
 * An upload's place in the log as one number, ascending in log order: the group's position above,
 * 16 bits of ordinal below. With the received time it is the {@link RequestId}. Stateless.
 */
final class RequestNumber {
    private static final int ORDINAL_BITS = 16;

    private RequestNumber() {}

    static long of(RequestId id) {
        return first(id.position()) | id.ordinal();
    }

    /** The least number of a group at this position. */
    static long first(long position) {
        if (position >>> (63 - ORDINAL_BITS) != 0) {
            throw new IllegalArgumentException("position out of 47 bits: " + position);
        }
        return position << ORDINAL_BITS;
    }

    static RequestId id(long number, long receivedMillis) {
        return new RequestId(receivedMillis, number >>> ORDINAL_BITS, (int) (number & 0xffff));
    }
}
