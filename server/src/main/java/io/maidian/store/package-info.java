/** The event store port, and the indexer that feeds it from the log exactly once. */
@NullMarked
package io.maidian.store;

import org.jspecify.annotations.NullMarked;
