/** Tests of the load programs' own arithmetic; nothing is timed here. */
@NullMarked
package io.maidian.bench;

import org.jspecify.annotations.NullMarked;
