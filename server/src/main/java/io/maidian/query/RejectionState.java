package io.maidian.query;

/** What became of a rejected event. */
public enum RejectionState {
    /** It waits to be mended or discarded. */
    OPEN,
    /** It was mended and is stored as an event. */
    REPLAYED,
    /** A person decided to leave it. */
    DISCARDED,
    /** It came in a flood: it is counted, and its text was not kept, so it cannot be mended. */
    COUNTED
}
