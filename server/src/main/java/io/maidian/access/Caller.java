package io.maidian.access;

/** Who asks. */
public sealed interface Caller {
    /** Nobody who is known. */
    record Nobody() implements Caller {}

    /** Who runs this server; may do everything. */
    record Operator() implements Caller {}
}
