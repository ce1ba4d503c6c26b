/** The embedded column store and the engine that answers questions from it. */
@NullMarked
package io.maidian.store.duckdb;

import org.jspecify.annotations.NullMarked;
