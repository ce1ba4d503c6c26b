/**
 * The event log: append a batch, be told when it is durable, read on from a position. The port and
 * the form of its records; implementations are in sub-packages.
 */
@NullMarked
package io.maidian.log;

import org.jspecify.annotations.NullMarked;
