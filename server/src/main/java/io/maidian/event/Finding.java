package io.maidian.event;

/**
 * What a rule found in an upload: the reason of a rejection or a warning.
 *
 * @param code stable name of the rule, such as {@code cs1.forbidden_value}
 * @param pointer JSON pointer from the upload's array to the culprit, such as {@code /4/cs1}; empty
 *     for the whole upload
 * @param got what was there, shortened, as JSON text; empty where nothing was
 */
public record Finding(String code, String pointer, String got) {}
