package io.maidian.log.segment;

import java.time.Duration;

/**
 * How large the log's parts may grow.
 *
 * @param segmentLimitBytes a segment file that has reached this size is followed by a new one
 * @param groupLimitBytes most bytes of one group's entries; a single larger entry makes a group of
 *     its own
 * @param queueLimitBytes most bytes that wait or are being written; above it appends are refused
 * @param aheadBytes zeros that are written ahead of the groups in one go, see {@link LogSegment}; 0
 *     for none
 * @param reserveBytes free bytes of the file system below which appends are refused; 0 for none
 * @param segmentAge a segment file whose first group is this old is followed by a new one, with the
 *     next group
 */
public record SegmentLogOptions(
        long segmentLimitBytes,
        int groupLimitBytes,
        long queueLimitBytes,
        int aheadBytes,
        long reserveBytes,
        Duration segmentAge) {
    private static final int MIB = 1 << 20;

    /** What suits one machine. */
    public static final SegmentLogOptions DEFAULTS =
            new SegmentLogOptions(
                    256L * MIB, 4 * MIB, 64L * MIB, MIB, 256L * MIB, Duration.ofHours(1));

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
        if (aheadBytes < 0 || aheadBytes > SegmentFormat.MAX_AHEAD_BYTES) {
            throw new IllegalArgumentException(
                    "aheadBytes must be 0 to " + SegmentFormat.MAX_AHEAD_BYTES + ": " + aheadBytes);
        }
        if (reserveBytes < 0) {
            throw new IllegalArgumentException("negative reserveBytes: " + reserveBytes);
        }
        if (segmentAge.isNegative() || segmentAge.isZero()) {
            throw new IllegalArgumentException("segmentAge must be positive: " + segmentAge);
        }
    }
}
