package io.maidian.catalog;

import org.jspecify.annotations.Nullable;

/** A declared variable of an event. */
public record VariableDefinition(String key, @Nullable String name, VariableType type) {}
