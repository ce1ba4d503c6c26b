package io.maidian.log;

/**
 * A place in the log: the number of bytes before it since the log's beginning. Groups begin and end
 * at positions; a later group has a greater one.
 *
 * @param offset bytes, >= 0
 */
public record LogPosition(long offset) implements Comparable<LogPosition> {
    /** Where an empty log begins. */
    public static final LogPosition START = new LogPosition(0);

    public LogPosition {
        if (offset < 0) {
            throw new IllegalArgumentException("negative offset: " + offset);
        }
    }

    @Override
    public int compareTo(LogPosition other) {
        return Long.compare(offset, other.offset);
    }
}
