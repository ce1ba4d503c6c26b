package io.maidian.catalog;

/**
 * A saved question.
 *
 * @param queryJson the question as the API takes it
 */
public record Chart(String id, String ai, String name, String queryJson, long createdMillis) {}
