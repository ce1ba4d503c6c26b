package io.maidian.log;

/** What became of an append. */
public sealed interface Receipt {
    /** The entry is durable. */
    record Durable(LogPosition group, int ordinal) implements Receipt {}

    /**
     * The entry was not stored; it is safe to append it again later.
     *
     * @param cause which limit or failure, for the answer and the operator
     */
    record Unavailable(Cause cause) implements Receipt {}

    /**
     * The force failed: the entry may or may not be there after a restart. The log takes no more.
     */
    record Unknown() implements Receipt {}

    /** Why an entry was not stored. */
    enum Cause {
        /** The queue is full: the disk is slower than the uploads. */
        QUEUE_FULL,
        /** The disk is full, or nearly. */
        NO_SPACE,
        /** An earlier write or force failed; a restart is needed. */
        FAILED,
        /** The server is stopping. */
        CLOSED
    }
}
