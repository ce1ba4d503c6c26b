/**
 * Which callers' ids were accepted lately, exactly: {@link io.maidian.ids.KnownIds} over a table in
 * memory for what is new and immutable sorted files, {@link io.maidian.ids.IdRun}, for the rest.
 * The files are made from the log, in its order, and can be made again from it at any time.
 */
@NullMarked
package io.maidian.ids;

import org.jspecify.annotations.NullMarked;
