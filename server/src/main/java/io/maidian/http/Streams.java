package io.maidian.http;

/**
 * The endless streams of one event loop.
 *
 * @param store tells how far the store has come
 * @param uploads tells of uploads as they are answered
 */
record Streams(Endpoint.Direct store, Endpoint.Direct uploads) {}
