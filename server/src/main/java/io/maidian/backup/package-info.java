/**
 * Backups: a folder with all that a server needs to go on where the backup was made, and back. A
 * manifest, written last, lists every file with its size and SHA-256; only what it lists counts.
 */
@NullMarked
package io.maidian.backup;

import org.jspecify.annotations.NullMarked;
