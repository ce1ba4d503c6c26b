package io.maidian.http;

/** Who may call a route. */
enum Role {
    /** Anyone who reaches the port. */
    ANYONE,
    /** Whoever signed in, or bears the operator's token. */
    OPERATOR
}
