package io.maidian.log.segment;

/**
 * How large the log's parts may grow.
 *
 * @param segmentLimitBytes a segment file that has reached this size is followed by a new one
 * @param groupLimitBytes most bytes of one group's entries; a single larger entry makes a group of
 *     its own
 * @param queueLimitBytes most bytes that wait or are being written; above it appends are refused
 * @param reserveBytes free bytes of the file system below which appends are refused; 0 for none
 */
public record SegmentLogOptions(
        long segmentLimitBytes, int groupLimitBytes, long queueLimitBytes, long reserveBytes) {
    private static final int MIB = 1 << 20;

    /** What suits one machine. */
    public static final SegmentLogOptions DEFAULTS =
            new SegmentLogOptions(256L * MIB, 4 * MIB, 64L * MIB, 256L * MIB);

    public SegmentLogOptions {
        if (segmentLimitBytes < 64) {
            throw new IllegalArgumentException(
                    "segmentLimitBytes must be at least 64: " + segmentLimitBytes);
        }
        if (groupLimitBytes < 64 || groupLimitBytes > SegmentFormat.MAX_PAYLOAD_BYTES) {
            throw new IllegalArgumentException(
                    "groupLimitBytes must be 64 to "
                            + SegmentFormat.MAX_PAYLOAD_BYTES
                            + ": "
                            + groupLimitBytes);
        }
        if (queueLimitBytes < groupLimitBytes) {
            throw new IllegalArgumentException(
                    "queueLimitBytes must be at least groupLimitBytes: " + queueLimitBytes);
        }
        if (reserveBytes < 0) {
            throw new IllegalArgumentException("negative reserveBytes: " + reserveBytes);
        }
    }
}
