/** The promises of the event store port and of the indexer. */
@NullMarked
package io.maidian.store;

import org.jspecify.annotations.NullMarked;
