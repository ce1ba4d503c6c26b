package io.maidian.event;

/**
 * One event that was not stored again, because its project had stored one with the same id lately.
 *
 * @param upload what it came with
 * @param index its place in the upload's array
 * @param id the caller's own id, which came before
 * @param key {@code n}
 * @param user {@code cs1}
 */
public record DuplicateEvent(Upload upload, int index, String id, String key, String user) {}
