/**
 * Facts: validated, immutable events and what became of those that were not. Knows nothing of HTTP,
 * disks or stores; every other package may use it.
 */
@NullMarked
package io.maidian.event;

import org.jspecify.annotations.NullMarked;
