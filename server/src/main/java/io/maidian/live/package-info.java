/** Tells subscribers that the store has moved on. */
@NullMarked
package io.maidian.live;

import org.jspecify.annotations.NullMarked;
