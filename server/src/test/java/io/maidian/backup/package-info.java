/** What backups promise. */
@NullMarked
package io.maidian.backup;

import org.jspecify.annotations.NullMarked;
