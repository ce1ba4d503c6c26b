package io.maidian.catalog;

/** What becomes of events and variables that nobody declared. */
public enum Undeclared {
    /** They are kept, and marked. */
    KEEP,
    /** Such an event goes to quarantine. */
    QUARANTINE,
    /** They are counted and left out, as GrowingIO does. */
    DISCARD
}
