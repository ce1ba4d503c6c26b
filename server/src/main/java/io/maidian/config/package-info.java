/**
 * Settings: a tree of records, read from a file, the environment and the command line; an unknown
 * key is an error.
 */
@NullMarked
package io.maidian.config;

import org.jspecify.annotations.NullMarked;
