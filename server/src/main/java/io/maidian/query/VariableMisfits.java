package io.maidian.query;

import io.maidian.catalog.VariableType;

/**
 * How many values of an event's variable do not fit the type that it is declared with.
 *
 * @param values all that arrived, those that fit included
 * @param misfits those that do not
 */
public record VariableMisfits(String key, VariableType declared, long values, long misfits) {
    public VariableMisfits {
        if (misfits < 0 || values < misfits) {
            throw new IllegalArgumentException("misfits are some of the values");
        }
    }
}
