package io.maidian.store.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.disk.FileDisk;
import io.maidian.event.RejectionId;
import io.maidian.log.LogPosition;
import io.maidian.query.QueryEngine;
import io.maidian.query.RejectionPage;
import io.maidian.query.RejectionSearch;
import io.maidian.store.EventStore;
import io.maidian.store.QuarantineContract;
import io.maidian.store.Uploads;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** DuckDB keeps the promises about rejected events. */
class DuckDbQuarantineTest extends QuarantineContract {
    private @Nullable DuckDbStore store;

    @Override
    protected void open(Path folder) throws IOException {
        store = DuckDbStore.open(new FileDisk(), folder, DuckDbOptions.defaults(2));
    }

    @Test
    void aPageOfLongTextsIsReadWithLittleMemory(@TempDir Path own) throws Exception {
        DuckDbOptions small =
                new DuckDbOptions(64 << 20, 1, 0, 16 << 20, 1, Duration.ofSeconds(30));
        String raw = "{\"events\":\"" + "x".repeat(1 << 20) + "\"}";
        try (DuckDbStore little = DuckDbStore.open(new FileDisk(), own, small)) {
            for (int i = 0; i < 100; i++) {
                Uploads uploads = new Uploads("p", i, 1).rejected("e", "n.missing", raw);
                little.add(uploads.batch(), new LogPosition(i + 1L));
            }
            RejectionId after = null;
            int pages = 0;
            List<RejectionId> found = new ArrayList<>();
            do {
                RejectionPage page =
                        little.queryEngine()
                                .rejectedEvents(
                                        "p",
                                        RejectionSearch.ALL,
                                        new RejectionPage.Request(after, 500, 4L << 20));
                page.events().forEach(event -> found.add(event.id()));
                after = page.next();
                pages++;
            } while (after != null);
            assertThat(found).hasSize(100).doesNotHaveDuplicates();
            assertThat(pages).isEqualTo(25);
        }
    }

    @Override
    protected EventStore store() {
        return Objects.requireNonNull(store);
    }

    @Override
    protected QueryEngine engine() {
        return Objects.requireNonNull(store).queryEngine();
    }
}
