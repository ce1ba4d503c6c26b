package io.maidian.log;

import java.nio.ByteBuffer;

/**
 * One record, as read.
 *
 * @param payload UTF-8 JSON, read-only use; valid until the reader moves on
 */
public record LogRecord(RecordKind kind, ByteBuffer payload) {}
