package io.maidian.query;

import io.maidian.catalog.VariableType;
import org.jspecify.annotations.Nullable;

/**
 * The variable whose numbers a measure is of. A string is none, whatever it looks like.
 *
 * @param declared its declared type, which numbers must fit to count: INT takes whole ones, DOUBLE
 *     all, STRING none; null where it is not declared and all numbers count
 */
public record MeasuredVariable(String key, @Nullable VariableType declared) {}
