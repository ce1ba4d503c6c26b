package io.maidian;

import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.catalog.Catalog;
import io.maidian.catalog.sqlite.SqliteCatalog;
import io.maidian.config.ServerConfig;
import io.maidian.event.RetentionCutoffs;
import io.maidian.ops.Clock;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Snapshots, compactions, rebuilds, backups and restores of a server in this process, through its
 * API and by the commands, which ask the running server or work on a stopped one's folder.
 */
class OperationsOverHttpTest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final long LIMIT_NANOS = 30_000_000_000L;

    @TempDir Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private Path data;
    private Server.Opened opened;
    private int sent;

    @BeforeEach
    void begin() throws Exception {
        open(folder.resolve("data"));
    }

    @AfterEach
    void end() {
        opened.server().close();
        client.close();
    }

    private void open(Path folderOfData) throws Exception {
        data = folderOfData;
        opened =
                Server.open(
                        ServerConfig.load(
                                null,
                                Map.of(),
                                Map.of(
                                        "data",
                                        data.toString(),
                                        "http.port",
                                        "0",
                                        "log.segment-bytes",
                                        "1MiB")),
                        Clock.SYSTEM);
    }

    private void reopen(Path folderOfData) throws Exception {
        opened.server().close();
        open(folderOfData);
    }

    /** What a command printed and how it ended. */
    private record Ran(int status, String out, String err) {}

    private static Ran run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Main.commandLine(arguments);
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return new Ran(line.execute(arguments), out.toString(), err.toString());
    }

    private Ran command(String... arguments) {
        return run(
                Stream.concat(Stream.of(arguments), Stream.of("--data", data.toString()))
                        .toArray(String[]::new));
    }

    @Test
    void everyCommandIsDoneByTheServerThatRuns() throws Exception {
        upload(20);
        awaitTotal(20);
        for (String kind : new String[] {"snapshot", "compact", "rebuild"}) {
            Ran ran = command(kind);
            assertThat(ran.status()).as(ran.toString()).isZero();
            assertThat(ran.out()).contains("done: log position ");
            upload(5);
        }
        assertThat(awaitTotal(35)).isEqualTo(35);
        JsonNode all = JSON.readTree(get("/api/operations").body());
        assertThat(all.size()).isEqualTo(3);
        assertThat(all.at("/0/kind").stringValue()).isEqualTo("rebuild");
        assertThat(all.at("/0/state").stringValue()).isEqualTo("done");
        assertThat(all.at("/1/result/pause_millis").isNumber()).isTrue();
        assertThat(get("/api/operations/1").statusCode()).isEqualTo(200);
        assertThat(get("/api/operations/99").statusCode()).isEqualTo(404);
        reopen(data);
        assertThat(awaitTotal(35)).isEqualTo(35);
        assertThat(data.resolve("store/CURRENT"))
                .content()
                .isEqualTo("maidian store 1: generation 3\n");
    }

    @Test
    void everyCommandIsDoneOnTheFolderWhereNoServerRuns() throws Exception {
        upload(20);
        awaitTotal(20);
        opened.server().close();
        for (String kind : new String[] {"snapshot", "compact", "rebuild"}) {
            Ran ran = command(kind);
            assertThat(ran.status()).as(ran.toString()).isZero();
        }
        assertThat(command("backup", folder.resolve("b").toString()).status()).isZero();
        open(data);
        assertThat(awaitTotal(20)).isEqualTo(20);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aDamagedStoreIsRefusedWithTheRepairNamedWhichMakesANewOne(boolean snapshot)
            throws Exception {
        upload(20);
        awaitTotal(20);
        if (snapshot) {
            assertThat(command("snapshot").status()).isZero();
        }
        upload(5);
        awaitTotal(25);
        opened.server().close();
        Files.write(data.resolve("store/maidian.duckdb"), new byte[70_000]);
        Ran serve = run("serve", "--port", "0", "--data", data.toString());
        assertThat(serve.status()).isEqualTo(2);
        assertThat(serve.err()).contains("maidian rebuild").hasLineCount(1);
        Ran rebuilt = snapshot ? command("rebuild", "--base-only") : command("rebuild");
        assertThat(rebuilt.status()).as(rebuilt.toString()).isZero();
        open(data);
        assertThat(awaitTotal(25)).isEqualTo(25);
    }

    /** Snapshot and log both have the first twenty still. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatWasDroppedAtTheEndOfItsRetentionARebuildDoesNotBringBack(boolean running)
            throws Exception {
        upload(20);
        awaitTotal(20);
        assertThat(command("snapshot").status()).isZero();
        String ai = ai();
        opened.server().close();
        long later = Clock.SYSTEM.millis() + 1;
        try (Catalog catalog = SqliteCatalog.open(data.resolve("catalog.sqlite"))) {
            catalog.raiseCutoffs(new RetentionCutoffs(Map.of(ai, later), Map.of()), later);
        }
        if (running) {
            open(data);
        }
        Ran rebuilt = command("rebuild");
        assertThat(rebuilt.status()).as(rebuilt.toString()).isZero();
        if (!running) {
            open(data);
        }
        assertThat(total()).isZero();
        upload(5);
        assertThat(awaitTotal(5)).isEqualTo(5);
    }

    /** The store is damaged, and the log is lost: a snapshot has what nothing else has. */
    @Test
    void aSnapshotAheadOfTheLogIsUsedAndTheServerGoesOnBehindIt() throws Exception {
        upload(20);
        awaitTotal(20);
        assertThat(command("snapshot").status()).isZero();
        opened.server().close();
        deleteFilesOf("log");
        Files.write(data.resolve("store/maidian.duckdb"), new byte[70_000]);
        Ran rebuilt = command("rebuild");
        assertThat(rebuilt.status()).as(rebuilt.toString()).isZero();
        open(data);
        upload(3);
        assertThat(awaitTotal(23)).isEqualTo(23);
    }

    /** Each upload here fills a segment of the log. */
    @Test
    void aRebuildGoesFromASnapshotThatMeetsTheLogAndNamesTheGapOtherwise() throws Exception {
        int many = 6000;
        upload(many);
        awaitTotal(many);
        assertThat(command("snapshot").status()).isZero();
        upload(many);
        upload(many);
        awaitTotal(3L * many);
        opened.server().close();
        Path[] segments;
        try (Stream<Path> files = Files.list(data.resolve("log"))) {
            segments =
                    files.filter(file -> file.toString().endsWith(".log"))
                            .sorted()
                            .toArray(Path[]::new);
        }
        assertThat(segments).hasSizeGreaterThanOrEqualTo(3);
        Files.delete(segments[0]);
        assertThat(command("rebuild").status()).isZero();
        open(data);
        assertThat(awaitTotal(3L * many)).as("snapshot and log meet").isEqualTo(3L * many);
        opened.server().close();

        Files.delete(segments[1]);
        Ran refused = command("rebuild");
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err())
                .contains("do not meet")
                .contains("holds the log up to ")
                .contains("but the log begins at ")
                .contains("(received ")
                .hasLineCount(1);
        open(data);
        assertThat(awaitTotal(3L * many)).as("the store is as it was").isEqualTo(3L * many);
    }

    @Test
    void aBackupOfTheRunningServerIsRestoredIntoANewFolder() throws Exception {
        Path backup = folder.resolve("backup");
        upload(20);
        Ran first = command("backup", backup.toString());
        assertThat(first.status()).as(first.toString()).isZero();
        upload(15);
        Ran second = command("backup", backup.toString());
        assertThat(second.status()).as(second.toString()).isZero();
        JsonNode ended = JSON.readTree(get("/api/operations").body()).get(0).get("result");
        assertThat(ended.get("copied_bytes").longValue())
                .as("the store's snapshot was there")
                .isLessThan(ended.get("bytes_after").longValue());
        String ai = ai();
        upload(7);
        Path restored = folder.resolve("restored");
        Ran restore = run("restore", backup.toString(), "--data", restored.toString());
        assertThat(restore.status()).as(restore.toString()).isZero();
        assertThat(restored.resolve("restoring")).doesNotExist();
        assertThat(restored.resolve("admin.token")).as("a backup holds no token").doesNotExist();
        assertThat(Files.getPosixFilePermissions(restored.resolve("retry.key"))).hasSize(2);
        reopen(restored);
        assertThat(ai()).isEqualTo(ai);
        assertThat(awaitTotal(35)).isEqualTo(35);
        upload(1);
        assertThat(awaitTotal(36)).isEqualTo(36);
    }

    @Test
    void aBackupThatIsDamagedOrAFolderThatIsNotEmptyIsRefused() throws Exception {
        Path backup = folder.resolve("backup");
        upload(20);
        awaitTotal(20);
        assertThat(command("backup", backup.toString()).status()).isZero();
        Ran over = run("restore", backup.toString(), "--data", data.toString());
        assertThat(over.status()).isEqualTo(2);
        assertThat(over.err()).contains("not empty");
        Path segment;
        try (Stream<Path> files = Files.list(backup.resolve("log"))) {
            segment = files.findFirst().orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(segment);
        bytes[bytes.length - 1] ^= 1;
        Files.write(segment, bytes);
        Path restored = folder.resolve("restored");
        Ran damaged = run("restore", backup.toString(), "--data", restored.toString());
        assertThat(damaged.status()).isEqualTo(2);
        assertThat(damaged.err()).contains("damaged").hasLineCount(1);
        assertThat(restored).doesNotExist();
    }

    @Test
    void aRestoreThatDidNotEndIsNotServed() throws Exception {
        Path half = folder.resolve("half");
        Files.createDirectories(half);
        Files.writeString(half.resolve("restoring"), "");
        Ran serve = run("serve", "--port", "0", "--data", half.toString());
        assertThat(serve.status()).isEqualTo(2);
        assertThat(serve.err()).contains("restore");
    }

    @Test
    void aFolderOfSomethingElseOrInsideTheDataIsNoPlaceForABackup() throws Exception {
        Path other = folder.resolve("other");
        Files.createDirectories(other);
        Files.writeString(other.resolve("thesis.txt"), "mine");
        Ran taken = command("backup", other.toString());
        assertThat(taken.status()).isEqualTo(2);
        assertThat(taken.err()).contains("no backup");
        assertThat(other.resolve("thesis.txt")).exists();
        assertThat(command("backup", data.resolve("b").toString()).err())
                .contains("may not lie in one another");
        assertThat(command("backup", folder.toString()).err())
                .contains("may not lie in one another");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"kind\":\"erase\"}",
                "{\"kind\":\"backup\"}",
                "{\"kind\":\"backup\",\"folder\":\"relative\"}",
                "{\"kind\":\"compact\",\"folder\":\"/tmp/x\"}",
                "{\"kind\":\"compact\",\"force\":true}"
            })
    void whatIsNoOperationIsRefused(String body) throws Exception {
        assertThat(post("/api/operations", body).statusCode()).isEqualTo(400);
    }

    @Test
    void whoIsNotSignedInStartsNothing() throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(address("/api/operations"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"kind\":\"compact\"}"))
                        .build();
        assertThat(send(request).statusCode()).isEqualTo(401);
    }

    @Test
    void whereThereIsNoDataTheCommandsSaySo() {
        Ran ran = run("compact", "--data", folder.resolve("nowhere").toString());
        assertThat(ran.status()).isEqualTo(2);
        assertThat(ran.err()).contains("--data");
    }

    @Test
    void theMetricsTellTheStoresSizeAndItsGeneration() throws Exception {
        upload(5);
        awaitTotal(5);
        assertThat(command("compact").status()).isZero();
        assertThat(send(HttpRequest.newBuilder(address("/metrics")).build()).body())
                .contains("maidian_store_generation 2.0")
                .contains("maidian_store_file_bytes ")
                .contains("maidian_store_free_bytes ")
                .contains("maidian_snapshot_age_seconds ")
                .contains("maidian_operations_total{kind=\"compact\",outcome=\"done\"} 1.0");
    }

    private void deleteFilesOf(String name) throws IOException {
        try (Stream<Path> files = Files.list(data.resolve(name))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        }
    }

    private String ai() {
        return opened.welcome().project().ai();
    }

    private void upload(int events) throws Exception {
        StringBuilder body = new StringBuilder("[");
        for (int i = 0; i < events; i++) {
            body.append(i == 0 ? "" : ",")
                    .append("{\"cs1\":\"u")
                    .append(sent++)
                    .append(
                            "\",\"tm\":1434556935000,\"t\":\"cstm\",\"n\":\"Buy\",\"var\":{\"v\":\"")
                    .append("x".repeat(100))
                    .append("\"}}");
        }
        HttpRequest request =
                HttpRequest.newBuilder(address("/v3/" + ai() + "/s2s/cstm"))
                        .POST(HttpRequest.BodyPublishers.ofString(body.append("]").toString()))
                        .build();
        assertThat(send(request).statusCode()).isEqualTo(200);
    }

    /** The number of events, once it is as expected or the time is over. */
    private long awaitTotal(long expected) throws Exception {
        long deadline = System.nanoTime() + LIMIT_NANOS;
        long total = -1;
        while (total != expected && System.nanoTime() < deadline) {
            total = total();
        }
        return total;
    }

    private long total() throws Exception {
        String question =
                "{\"kind\":\"trend\",\"event\":\"Buy\",\"from\":1434499200000,\"to\":1434672000000}";
        HttpResponse<String> answer = post("/api/projects/" + ai() + "/query", question);
        return JSON.readTree(answer.body()).at("/series/0/total").asLong(-1);
    }

    private URI address(String path) {
        return URI.create("http://127.0.0.1:" + opened.welcome().port() + path);
    }

    private HttpRequest.Builder signed(String path) throws IOException {
        String token = Files.readString(data.resolve("admin.token")).strip();
        return HttpRequest.newBuilder(address(path)).header("Authorization", "Bearer " + token);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(signed(path).build());
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return send(
                signed(path)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build());
    }

    private HttpResponse<String> send(HttpRequest request) throws Exception {
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
