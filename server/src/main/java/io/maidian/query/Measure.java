package io.maidian.query;

/** What is counted. */
public enum Measure {
    /** Events. */
    COUNT,
    /** Distinct users, exactly. */
    USERS
}
