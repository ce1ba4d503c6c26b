/**
 * The event log in segment files of the data folder, with group commit: see
 * docs/formats/log-segment.md.
 */
@NullMarked
package io.maidian.log.segment;

import org.jspecify.annotations.NullMarked;
