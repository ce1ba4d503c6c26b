package io.maidian.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How the server starts and ends: a start that cannot succeed is one clear line and exit 2, and an
 * end that is asked for loses nothing.
 */
final class StartAndStopTest {
    private static final String EVENT = "Kept";
    private static final long TM = 1_506_069_592_985L;

    @Test
    void aPortInUseIsOneClearLineAndExit2() {
        try (MaidianProcess first = MaidianProcess.start(Product.newFolder("port"))) {
            Product.Ended second = serve(Product.newFolder("port"), first.port());
            assertRefused(second, Integer.toString(first.port()));
            assertThat(first.api().get("/health").status()).isEqualTo(200);
        }
    }

    @Test
    void aSecondServerOnTheSameFolderIsOneClearLineAndExit2() {
        Path data = Product.newFolder("twice");
        try (MaidianProcess first = MaidianProcess.start(data)) {
            assertRefused(serve(data, 0), data.toString());
            first.api().store(first.demoAi(), UploadBody.SEED_ONE);
            assertThat(
                            first.api()
                                    .awaitTotal(first.demoAi(), Question.realtime("BuyProduct"), 1)
                                    .total())
                    .isEqualTo(1);
        }
    }

    @Test
    void aDataFolderThatIsAFileIsOneClearLineAndExit2() throws IOException {
        Path file = Product.newFolder("file").resolve("data");
        Files.writeString(file, "not a folder");
        assertRefused(serve(file, 0), file.toString());
        assertRefused(serve(file.resolve("below"), 0), file.toString());
        assertThat(Files.readString(file)).isEqualTo("not a folder");
    }

    @ParameterizedTest
    @ValueSource(strings = {"catalog.sqlite", "store/maidian.duckdb"})
    void aBrokenFileOfTheDataFolderIsOneClearLineThatNamesItAndExit2(String name)
            throws IOException {
        Path data = dataWithUploads(3);
        Path file = data.resolve(name);
        Files.deleteIfExists(file.resolveSibling(file.getFileName() + "-wal"));
        Files.deleteIfExists(file.resolveSibling(file.getFileName() + ".wal"));
        byte[] junk = "this is not a database. ".repeat(1000).getBytes(StandardCharsets.UTF_8);
        Files.write(file, junk);
        assertRefused(serve(data, 0), file.getFileName().toString());
        assertThat(Files.readAllBytes(file)).as("it is left as it is").isEqualTo(junk);
    }

    @Test
    void damageInTheMiddleOfTheLogIsToldAndSetAsideAndTheRestServed() throws IOException {
        Path data = dataWithUploads(20);
        Path segment = logSegments(data).getFirst();
        byte[] bytes = Files.readAllBytes(segment);
        bytes[bytes.length / 2] ^= 0x10;
        Files.write(segment, bytes);
        try (MaidianProcess again = MaidianProcess.start(data)) {
            Api api = again.api();
            assertThat(api.awaitTotal(again.demoAi(), Question.realtime(EVENT), 20).total())
                    .as("the store has what the log lost")
                    .isEqualTo(20);
            assertThat(api.get("/health").text()).contains("DEGRADED");
            assertThat(Product.filesBelow(data.resolve("log/damaged"))).isNotEmpty();
        }
    }

    @Test
    void aTornTailOfTheLogIsCutAndTheRestServed() throws IOException {
        Path data = dataWithUploads(20);
        Path segment = logSegments(data).getLast();
        byte[] bytes = Files.readAllBytes(segment);
        Files.write(segment, Arrays.copyOf(bytes, bytes.length + 1000));
        try (MaidianProcess again = MaidianProcess.start(data)) {
            Api api = again.api();
            assertThat(api.awaitTotal(again.demoAi(), Question.realtime(EVENT), 20).total())
                    .isEqualTo(20);
            api.store(again.demoAi(), UploadBody.of(EVENT, TM, "one more"));
            assertThat(api.awaitTotal(again.demoAi(), Question.realtime(EVENT), 21).total())
                    .isEqualTo(21);
        }
    }

    @Test
    void aLogWithoutItsStoreIsReadIntoANewOne() throws IOException {
        Path data = dataWithUploads(20);
        for (Path file : Product.filesBelow(data.resolve("store"))) {
            Files.delete(file);
        }
        try (MaidianProcess again = MaidianProcess.start(data)) {
            assertThat(again.api().awaitTotal(again.demoAi(), Question.realtime(EVENT), 20).total())
                    .isEqualTo(20);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "serve --port 70000",
                "serve --port x",
                "serve --host 999.1.1.1",
                "serve --nothing",
                "serve --set no.such.setting=1",
                "nothing",
            })
    void aMistakeOnTheCommandLineIsExit2AndSaysWhat(String line) {
        List<String> arguments =
                List.of((line + " --data " + Product.newFolder("line")).split(" "));
        Product.Ended ended = Product.run(arguments.toArray(String[]::new));
        assertThat(ended.status()).as("%s", ended).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.said()).isNotEmpty().noneMatch(said -> said.contains("\tat "));
    }

    @Test
    void helpShowsAllThatServeTakes() {
        Product.Ended help = Product.run("serve", "--help");
        assertThat(help.status()).isZero();
        assertThat(String.join("\n", help.out())).contains("--host", "--port", "--data");
        Product.Ended top = Product.run("--help");
        assertThat(top.status()).isZero();
        assertThat(String.join("\n", top.out())).contains("serve");
        Product.Ended version = Product.run("--version");
        assertThat(version.status()).isZero();
        assertThat(String.join("\n", version.out())).containsPattern("maidian \\d+\\.\\d+");
    }

    @Test
    void sigtermUnderLoadEndsItCleanlyAndLosesNothing() throws InterruptedException {
        Path data = Product.newFolder("sigterm");
        MaidianProcess maidian = MaidianProcess.start(data);
        try (LedgerSender sender = LedgerSender.start(maidian, 0)) {
            sender.runFor(Duration.ofSeconds(1));
            long start = System.nanoTime();
            assertThat(maidian.terminate()).isIn(0, 143);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(10));
            maidian = MaidianProcess.start(data, maidian.port());
            sender.runFor(Duration.ofSeconds(2));
            sender.stop();
            assertThat(sender.check(maidian).events("acknowledged")).isPositive();
        } finally {
            maidian.close();
        }
    }

    @Test
    void whoFollowsTheLiveStreamOrHasSentHalfARequestDoesNotKeepItFromEnding() throws IOException {
        try (MaidianProcess maidian = MaidianProcess.start(Product.newFolder("open"));
                RawConnection half = new RawConnection(maidian.address())) {
            half.write(
                    "POST /v3/"
                            + maidian.demoAi()
                            + "/s2s/cstm HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n[");
            try (LiveStream live = maidian.api().live(maidian.demoAi())) {
                assertThat(live.awaitMove(Duration.ofSeconds(10))).isNotNull();
                long start = System.nanoTime();
                assertThat(maidian.terminate()).isIn(0, 143);
                assertThat(Duration.ofNanos(System.nanoTime() - start))
                        .isLessThan(Duration.ofSeconds(10));
            }
        }
    }

    @Test
    void aLogThatIsNotThereIsNotShownAsAnEmptyOne() {
        Path data = Product.newFolder("none").resolve("mistyped");
        assertRefused(Product.run("log", "cat", "--data", data.toString()), data.toString());
        assertThat(data).doesNotExist();
    }

    @Test
    void theScriptBecomesTheServerSoThatASignalReachesIt() {
        try (MaidianProcess maidian = MaidianProcess.start(Product.newFolder("exec"))) {
            assertThat(maidian.process().info().command().orElse("")).endsWith("/bin/java");
            assertThat(maidian.process().children()).isEmpty();
        }
    }

    @Test
    void aKilledServerLeavesNothingInTheTemporaryFolder() {
        try (MaidianProcess maidian = MaidianProcess.start(Product.newFolder("temporary"))) {
            maidian.api().store(maidian.demoAi(), UploadBody.SEED_ONE);
            maidian.api().awaitTotal(maidian.demoAi(), Question.realtime("BuyProduct"), 1);
            maidian.kill9();
            assertThat(Product.filesBelow(maidian.temporary()))
                    .as("it would grow with every crash")
                    .isEmpty();
        }
    }

    @Test
    void thePrintedCurlLineWorksPastedTwice() {
        try (MaidianProcess maidian = MaidianProcess.start(Product.newFolder("curl"))) {
            for (int i = 1; i <= 2; i++) {
                Product.Ended curl =
                        Product.awaitEnd(
                                Product.start(List.of("bash", "-c", maidian.curlLine()), Map.of()));
                assertThat(curl.status()).as("%s", curl).isZero();
                assertThat(String.join("", curl.out())).contains("\"accepted\":1", "\"warned\":0");
            }
            assertThat(
                            maidian.api()
                                    .awaitTotal(
                                            maidian.demoAi(), Question.realtime("BuyProduct"), 2)
                                    .total())
                    .isEqualTo(2);
        }
    }

    @Test
    void itIsReadyWithinTenSecondsEvenOnABusyMachine() {
        Path data = Product.newFolder("speed");
        MaidianProcess.start(data).close();
        long start = System.nanoTime();
        try (MaidianProcess maidian = MaidianProcess.start(data)) {
            assertThat(maidian.api().get("/").status()).isEqualTo(200);
            Duration taken = Duration.ofNanos(System.nanoTime() - start);
            System.out.println(
                    "StartAndStopTest: start to the first 200 took " + taken.toMillis() + " ms");
            assertThat(taken).isLessThan(Duration.ofSeconds(10));
        }
    }

    /** A data folder with so many uploads of one event each, of a server that was ended. */
    private static Path dataWithUploads(int count) {
        Path data = Product.newFolder("kept");
        try (MaidianProcess maidian = MaidianProcess.start(data)) {
            for (int i = 0; i < count; i++) {
                maidian.api().store(maidian.demoAi(), UploadBody.of(EVENT, TM, "user-" + i));
            }
            maidian.api().awaitTotal(maidian.demoAi(), Question.realtime(EVENT), count);
            maidian.terminate();
        }
        return data;
    }

    private static List<Path> logSegments(Path data) {
        return Product.filesBelow(data.resolve("log")).stream()
                .filter(file -> file.toString().endsWith(".log"))
                .toList();
    }

    private static Product.Ended serve(Path data, int port) {
        return Product.awaitEnd(MaidianProcess.startUnready(data, port));
    }

    private static void assertRefused(Product.Ended ended, String named) {
        assertThat(ended.status()).as("%s", ended).isEqualTo(2);
        assertThat(ended.said()).as("one line").hasSize(1);
        assertThat(ended.said().getFirst()).contains(named).doesNotContain("Exception");
    }
}
