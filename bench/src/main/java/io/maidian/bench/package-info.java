/**
 * Load programs. Each starts the packaged product as a user gets it, loads it over the loopback,
 * holds it against a bare limit measured in the same run, and checks that what was acknowledged is
 * found.
 */
@NullMarked
package io.maidian.bench;

import org.jspecify.annotations.NullMarked;
