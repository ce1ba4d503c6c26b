package io.maidian.query;

/** What is counted. */
public enum Measure {
    /** Events. */
    COUNT,
    /** Distinct users, exactly. */
    USERS,
    /** Of a variable's numbers; whole ones are added exactly, others by compensated summation. */
    SUM,
    /** Their sum by their count. */
    AVG,
    /** The least of them. */
    MIN,
    /** The greatest of them. */
    MAX;

    /** Whether it is of a variable. */
    public boolean ofVariable() {
        return switch (this) {
            case COUNT, USERS -> false;
            case SUM, AVG, MIN, MAX -> true;
        };
    }
}
