/**
 * Why an event is not seen: walks from the wire to the chart over facts that others gathered, and
 * says at which step it stops and what to do.
 */
@NullMarked
package io.maidian.diagnosis;

import org.jspecify.annotations.NullMarked;
