package io.maidian.http;

import io.maidian.intake.CapturedUpload;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Captured uploads that a subscriber is still to be told of, without their bodies. Bounded in
 * number and in bytes: who reads slowly must not hold what is no longer kept. Safe for any thread.
 */
final class UploadQueue {
    static final int MAX_UPLOADS = 200;
    static final int MAX_BYTES = 1 << 20;

    private final ArrayDeque<CapturedUpload> waiting = new ArrayDeque<>();
    private long bytes;

    /** Adds one; false where there is no room. An empty one has room for any. */
    synchronized boolean offer(CapturedUpload upload) {
        CapturedUpload row = upload.withoutBody();
        boolean full = waiting.size() == MAX_UPLOADS || bytes + row.bytes() > MAX_BYTES;
        if (full && !waiting.isEmpty()) {
            return false;
        }
        waiting.add(row);
        bytes += row.bytes();
        return true;
    }

    /** Takes all, the oldest first. */
    synchronized List<CapturedUpload> drain() {
        List<CapturedUpload> all = new ArrayList<>(waiting);
        waiting.clear();
        bytes = 0;
        return all;
    }

    synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }
}
