/** Questions (trend, real time) and their answers, independent of the engine that computes them. */
@NullMarked
package io.maidian.query;

import org.jspecify.annotations.NullMarked;
