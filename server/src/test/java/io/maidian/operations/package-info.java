/** What operations promise. */
@NullMarked
package io.maidian.operations;

import org.jspecify.annotations.NullMarked;
