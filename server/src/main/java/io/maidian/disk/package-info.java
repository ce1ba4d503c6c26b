/**
 * The only door to durable bytes. Everything that appends, forces, renames or locks a file goes
 * through {@link io.maidian.disk.Disk}, so that a test can lose what was not forced.
 */
@NullMarked
package io.maidian.disk;

import org.jspecify.annotations.NullMarked;
