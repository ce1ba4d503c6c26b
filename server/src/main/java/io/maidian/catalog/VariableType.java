package io.maidian.catalog;

/** What a variable is declared to hold. */
public enum VariableType {
    /** A dimension. */
    STRING,
    /** A whole number. */
    INT,
    /** Any number. */
    DOUBLE
}
