/**
 * What a person does about rejected events: look, mend, replay, discard, and forget in time. It
 * reads what the store holds, judges mended events by the intake's rules, and writes every decision
 * to the log, from where the indexer brings it into the store.
 */
@NullMarked
package io.maidian.quarantine;

import org.jspecify.annotations.NullMarked;
