/** Who may ask: the operator token, one-time sign-in codes, sessions. */
@NullMarked
package io.maidian.access;

import org.jspecify.annotations.NullMarked;
