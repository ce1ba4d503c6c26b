/** The catalog in an SQLite file: docs/formats/catalog.md. */
@NullMarked
package io.maidian.catalog.sqlite;

import org.jspecify.annotations.NullMarked;
