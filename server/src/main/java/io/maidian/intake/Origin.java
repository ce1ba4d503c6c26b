package io.maidian.intake;

import io.maidian.catalog.CatalogSnapshot;
import io.maidian.catalog.ProjectSettings;
import io.maidian.event.RetryIdentity;
import io.maidian.log.UploadRecords;
import org.jspecify.annotations.Nullable;

/**
 * Where and when an upload of a known project came.
 *
 * @param project as it was set then
 * @param stm the sender's clock as it was given
 */
record Origin(
        UploadRequest request,
        CatalogSnapshot.Entry project,
        long receivedMillis,
        @Nullable Long stm,
        Retry retry) {
    /**
     * What would tell a retry of it.
     *
     * @param identity null where it has none
     * @param sampled whether a sample of it is kept already
     */
    record Retry(@Nullable RetryIdentity identity, boolean sampled) {
        static final Retry NONE = new Retry(null, false);
    }

    String ai() {
        return request.ai();
    }

    ProjectSettings settings() {
        return project.settings();
    }

    /** Of its body as it came. */
    int wireBytes() {
        return request.body().remaining();
    }

    @Nullable Long sentMillis() {
        return stm == null ? null : EventTime.millis(stm);
    }

    boolean dryRun() {
        return request.options().dryRun();
    }

    boolean strict() {
        return request.options().strict();
    }

    /** A new entry of the log for it. */
    UploadRecords.Entry entry(int expectedBytes) {
        return UploadRecords.entry(
                ai(), receivedMillis, sentMillis(), retry.identity(), expectedBytes);
    }
}
