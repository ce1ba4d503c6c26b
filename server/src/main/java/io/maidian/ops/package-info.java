/** What an operator watches and a test replaces: health, metrics, the clock. */
@NullMarked
package io.maidian.ops;

import org.jspecify.annotations.NullMarked;
