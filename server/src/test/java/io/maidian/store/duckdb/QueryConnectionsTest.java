package io.maidian.store.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maidian.disk.FileDisk;
import io.maidian.log.LogPosition;
import io.maidian.ops.Cancellation;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No question holds its connection for longer than somebody waits for it. */
class QueryConnectionsTest {
    private static final String ENDLESS =
            "SELECT count(*) FROM range(1000000) a, range(1000000) b WHERE a.range + b.range = -1";

    @TempDir private Path own;

    private Database database() throws IOException {
        return Database.open(
                new FileDisk(),
                own,
                List.of(),
                new DuckDbOptions(64 << 20, 1, 0, 1 << 20, 1, Duration.ofSeconds(30)));
    }

    private static boolean endless(QueryConnections.Snapshot snapshot, CountDownLatch began)
            throws SQLException {
        try (var statement = snapshot.prepare(ENDLESS)) {
            began.countDown();
            try (var rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    private static void isGoodForTheNext(QueryConnections queries) throws IOException {
        assertThat(queries.<LogPosition>read(QueryConnections.Snapshot::position))
                .isEqualTo(LogPosition.START);
    }

    @Test
    void aQueryThatTakesTooLongIsGivenUp() throws Exception {
        try (Database database = database();
                QueryConnections queries =
                        new QueryConnections(database, 1, Duration.ofMillis(50))) {
            CountDownLatch began = new CountDownLatch(1);
            assertThatThrownBy(() -> queries.read(snapshot -> endless(snapshot, began)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("was given up");
            isGoodForTheNext(queries);
            assertThatThrownBy(
                            () -> queries.read(_ -> queries.read(snapshot -> snapshot.position())))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("try again later");
        }
    }

    @Test
    void aQueryWhoseCallerHasGoneIsGivenUp() throws Exception {
        try (Database database = database();
                QueryConnections queries =
                        new QueryConnections(database, 1, Duration.ofMinutes(10));
                ExecutorService caller = Executors.newSingleThreadExecutor()) {
            Cancellation gone = new Cancellation();
            CountDownLatch began = new CountDownLatch(1);
            Future<Boolean> answer =
                    caller.submit(() ->
                            ScopedValue.where(Cancellation.CALLERS, gone)
                                    .call(() ->
                                            queries.read(snapshot -> endless(snapshot, began))));
            began.await();
            gone.cancel();
            assertThatThrownBy(answer::get).hasCauseInstanceOf(CancellationException.class);
            isGoodForTheNext(queries);
        }
    }
}
