package io.maidian.log;

import java.util.List;

/**
 * What one {@link EventLog#append} wrote.
 *
 * @param ordinal its place in its group, from 0
 */
public record LogEntry(int ordinal, List<LogRecord> records) {}
