package io.maidian.http;

import io.maidian.live.IndexLag;

/** How far the store is behind the log, as JSON. */
record IndexingBody(long lagBytes, long lagSeconds) {
    static IndexingBody of(IndexLag.Lag lag) {
        return new IndexingBody(lag.bytes(), lag.seconds());
    }
}
