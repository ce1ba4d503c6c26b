/**
 * The proof from outside that nothing acknowledged is lost or doubled: a sender that uploads
 * numbered events and keeps an account of what it was answered, and a check that holds the account
 * against what the server's public API finds. It knows the server by its HTTP API alone and shares
 * none of its code.
 */
@NullMarked
package io.maidian.ledger;

import org.jspecify.annotations.NullMarked;
