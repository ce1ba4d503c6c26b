package io.maidian.bench;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * ClickHouse, sent the same bodies over HTTP as JSONEachRow, into a table of the shape that its own
 * guides give events: each way of asking has a table, emptied when the next way's turn comes so
 * that no merges are left over to disturb it.
 */
final class ClickHousePeer implements Peer {
    private static final String TABLE =
            " (cs1 String, tm DateTime64(3), t LowCardinality(String), n LowCardinality(String),"
                    + " var JSON, received DateTime64(3) DEFAULT now64(3))"
                    + " ENGINE = MergeTree ORDER BY (n, tm)";
    private static final String FORCED =
            " SETTINGS fsync_after_insert = 1, fsync_part_directory = 1";

    /** The engine in this form has no queue for async inserts. */
    private static final String TARGET =
            "/?async_insert=0&query="
                    + URLEncoder.encode(
                            "INSERT INTO events FORMAT JSONEachRow", StandardCharsets.UTF_8);

    private final Wrk wrk;
    private final HttpClient http = HttpClient.newHttpClient();
    private final ServerProcess process;
    private @Nullable Way current;

    /**
     * @param library of ClickHouse's npm package
     * @param configuration its server's settings
     */
    ClickHousePeer(Path library, Path configuration, Path scratch, Wrk wrk)
            throws IOException, InterruptedException {
        this.wrk = wrk;
        int port = ServerProcess.freePort();
        List<String> command =
                List.of(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Xmx64m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ClickHouseServer.class.getName(),
                        library.toString(),
                        Integer.toString(port),
                        scratch.resolve("clickhouse").toString(),
                        configuration.toString());
        process =
                ServerProcess.start("ClickHouse", port, command, scratch.resolve("clickhouse.out"));
    }

    @Override
    public List<Way> ways() {
        List<Way> ways = new ArrayList<>();
        for (Promise promise : Promise.values()) {
            for (Load load : Load.values()) {
                ways.add(new Way("ClickHouse, INSERT", load, promise));
            }
        }
        return ways;
    }

    @Override
    public Duration warmUp(Duration usual) {
        return usual;
    }

    @Override
    public Uploaded upload(Way way, int seconds) throws IOException, InterruptedException {
        if (!way.equals(current)) {
            current = way;
            query("DROP TABLE IF EXISTS events SYNC");
            query("CREATE TABLE events" + TABLE + (way.promise() == Promise.DURABLE ? FORCED : ""));
        }
        LoadReport report = wrk.run(process.url(), TARGET, seconds, way.load().events());
        return new Uploaded(report, seconds);
    }

    /** Queries see it before the answer; merges go on, and are not waited for. */
    @Override
    public void settle() {}

    @Override
    public long found(Way way) throws IOException, InterruptedException {
        return Long.parseLong(query("SELECT count() FROM events").strip());
    }

    @Override
    public long forces() throws IOException, InterruptedException {
        String sum =
                query(
                        "SELECT sum(value) FROM system.events"
                                + " WHERE event IN ('FileSync', 'DirectorySync')");
        return Long.parseLong(sum.strip());
    }

    @Override
    public ServerProcess process() {
        return process;
    }

    @Override
    public void close() {
        process.close();
        http.close();
    }

    private String query(String text) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(process.url() + "/"))
                        .timeout(Duration.ofMinutes(1))
                        .POST(BodyPublishers.ofString(text))
                        .build();
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new BenchFailure("ClickHouse refused: " + text + "\n" + answer.body());
        }
        return answer.body();
    }
}
