/** The promises of the query engine port. */
@NullMarked
package io.maidian.query;

import org.jspecify.annotations.NullMarked;
