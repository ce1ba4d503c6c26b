package io.maidian;

import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.config.ServerConfig;
import io.maidian.ops.Clock;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The proof finds what is wrong, and only that. */
class VerifyLedgerTest {
    @TempDir Path folder;

    private final StringWriter said = new StringWriter();
    private Path data;
    private Path ledger;
    private Server.Opened opened;
    private String server;

    @BeforeEach
    void open() throws Exception {
        data = folder.resolve("data");
        ledger = folder.resolve("ledger.ndjson");
        ServerConfig config =
                ServerConfig.load(
                        null, Map.of(), Map.of("data", data.toString(), "http.port", "0"));
        opened = Server.open(config, Clock.SYSTEM);
        server = "http://127.0.0.1:" + opened.welcome().port();
    }

    @AfterEach
    void close() {
        opened.server().close();
    }

    private String ai() {
        return opened.welcome().project().ai();
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("verify-ledger", "--data", data.toString()));
        all.addAll(List.of(arguments));
        CommandLine line = Main.commandLine("verify-ledger");
        line.setOut(new PrintWriter(said));
        line.setErr(new PrintWriter(said));
        return line.execute(all.toArray(String[]::new));
    }

    private int send() {
        return run(
                "--server",
                server + "/",
                "--ai",
                ai(),
                "--seconds",
                "1",
                "--rate",
                "5000",
                "--ledger",
                ledger.toString());
    }

    private int check() {
        return run("--check", ledger.toString());
    }

    private void upload(String events) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(server + "/v3/" + ai() + "/s2s/cstm"))
                            .POST(BodyPublishers.ofString(events))
                            .build();
            assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
        }
    }

    private String runId() throws IOException {
        Matcher run = Pattern.compile("\"run\":\"(\\w+)\"").matcher(Files.readString(ledger));
        assertThat(run.find()).isTrue();
        return run.group(1);
    }

    @Test
    void itHoldsForAServerThatKeepsItsWord() {
        assertThat(send()).as(said.toString()).isZero();
        assertThat(said.toString()).contains("It holds");
        assertThat(said.toString()).containsPattern("(?m)^rejected +[1-9]");
        assertThat(check()).as(said.toString()).isZero();
    }

    @Test
    void whatIsLostIsNoticed() throws Exception {
        send();
        Files.writeString(
                ledger,
                "{\"fate\":\"acknowledged\",\"from\":90000,\"to\":90000,\"request_id\":\"x\"}\n",
                StandardOpenOption.APPEND);
        assertThat(check()).as(said.toString()).isEqualTo(1);
        assertThat(said.toString()).contains("[90000]", "IT DOES NOT HOLD");
    }

    @Test
    void whatIsDoubledIsNoticed() throws Exception {
        send();
        upload(
                "[{\"cs1\":\"u\",\"tm\":1,\"n\":\"maidian_ledger\",\"var\":{\"run\":\""
                        + runId()
                        + "\",\"number\":1,\"half\":0.5}}]");
        assertThat(check()).as(said.toString()).isEqualTo(1);
        assertThat(said.toString()).contains("[1]");
    }

    @Test
    void whatCannotBeCheckedIsNotSaidToHold() {
        assertThat(run("--check", ledger.toString())).isEqualTo(2);
        assertThat(run("--server", server)).isEqualTo(2);
        assertThat(run("--server", server, "--ai", ai(), "--batch", "2000")).isEqualTo(2);
        assertThat(run("--server", server, "--ai", "nobody", "--ledger", ledger.toString()))
                .isEqualTo(2);
        assertThat(said.toString()).contains("project.unknown", "--batch 1 to 1000");
    }
}
