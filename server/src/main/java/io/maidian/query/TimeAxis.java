package io.maidian.query;

/** By which time events are placed. */
public enum TimeAxis {
    /** When it happened, as the client said and the contract corrected. */
    EVENT,
    /** When the server received it. */
    RECEIVED
}
