/** The DuckDB store kept to the promises of its ports, and to some of its own. */
@NullMarked
package io.maidian.store.duckdb;

import org.jspecify.annotations.NullMarked;
