/** From the bytes of an upload to records in the log and an answer: decoding, rules, outcomes. */
@NullMarked
package io.maidian.intake;

import org.jspecify.annotations.NullMarked;
