package io.maidian.log;

import java.util.List;

/**
 * What one force made durable: the entries of all that waited for it. {@code start} names it,
 * {@code end} is where the next one begins.
 */
public record LogGroup(LogPosition start, LogPosition end, List<LogEntry> entries) {}
