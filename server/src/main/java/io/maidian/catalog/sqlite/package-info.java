/** The catalog in an SQLite file. */
@NullMarked
package io.maidian.catalog.sqlite;

import org.jspecify.annotations.NullMarked;
