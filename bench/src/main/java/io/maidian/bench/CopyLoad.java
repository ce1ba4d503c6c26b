package io.maidian.bench;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * A closed loop of {@code COPY … FROM STDIN}, 100 rows each, a thread a connection. The rows are
 * written beforehand, so that this program takes as little of the processor as it can.
 *
 * @param url JDBC's
 */
record CopyLoad(String url, int connections) {
    static final String PROJECT = "copied";
    private static final String COPY =
            "COPY events (project, cs1, tm, n, var) FROM STDIN WITH (FORMAT text)";
    private static final int FIRST_USER = 9_000_000;
    private static final int USERS_OF_A_CONNECTION = 10_000;

    LoadReport run(int seconds) throws IOException, InterruptedException {
        Histogram nanos = new ConcurrentHistogram(3);
        List<Connection> opened = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
            for (int i = 0; i < connections; i++) {
                opened.add(DriverManager.getConnection(url));
            }
            long end = System.nanoTime() + seconds * 1_000_000_000L;
            List<Future<?>> loops = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                byte[] rows = rows(FIRST_USER + i * USERS_OF_A_CONNECTION);
                CopyManager copies = opened.get(i).unwrap(PGConnection.class).getCopyAPI();
                loops.add(threads.submit(() -> copyUntil(end, copies, rows, nanos)));
            }
            for (Future<?> loop : loops) {
                loop.get();
            }
            for (Connection connection : opened) {
                connection.close();
            }
        } catch (ExecutionException | SQLException e) {
            throw new BenchFailure("PostgreSQL refused a COPY: " + e, e);
        }
        Histogram micros = new Histogram(3);
        nanos.recordedValues()
                .forEach(value ->
                        micros.recordValueWithCount(
                                value.getValueIteratedTo() / 1_000,
                                value.getCountAtValueIteratedTo()));
        return LoadReport.of(micros, 0);
    }

    private static @Nullable Void copyUntil(
            long end, CopyManager copies, byte[] rows, Histogram nanos)
            throws SQLException, IOException {
        for (long before = System.nanoTime(); before < end; before = System.nanoTime()) {
            copies.copyIn(COPY, new ByteArrayInputStream(rows));
            nanos.recordValue(System.nanoTime() - before);
        }
        return null;
    }

    private static byte[] rows(int firstUser) {
        List<String> variables = SampleEvents.variables();
        long time = System.currentTimeMillis();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Load.BATCH.events(); i++) {
            text.append(PROJECT)
                    .append('\t')
                    .append(firstUser + i)
                    .append('\t')
                    .append(time + i)
                    .append("\tBuyProduct\t")
                    .append(variables.get(i % variables.size()))
                    .append('\n');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
