package io.maidian.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * The data folder's disk is nearly full, quite full, and read-only under load: uploads are refused
 * with words, reads go on, and nothing acknowledged is lost or doubled.
 */
final class DiskFailureTest {
    private static final int DISK_MEBIBYTES = 256;
    private static final int EVENTS_PER_SECOND = 3_000;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @AfterEach
    void close() {
        client.close();
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> upload(MaidianProcess maidian) throws Exception {
        long now = System.currentTimeMillis();
        String events = UploadBody.of("probe", now, "u").json();
        return send(
                maidian.api()
                        .request("/v3/" + maidian.demoAi() + "/s2s/cstm?stm=" + now)
                        .POST(BodyPublishers.ofString(events)));
    }

    private HttpResponse<String> get(MaidianProcess maidian, String path) throws Exception {
        return send(maidian.api().signed(path).GET());
    }

    private HttpResponse<String> createProject(MaidianProcess maidian, String name)
            throws Exception {
        return send(
                maidian.api()
                        .signed("/api/projects")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"name\":\"" + name + "\"}")));
    }

    private boolean ready(MaidianProcess maidian, String part) {
        try {
            JsonNode health = Api.JSON.readTree(get(maidian, "/health").body());
            return health.at("/parts/" + part + "/ready").booleanValue();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void readsGoOn(MaidianProcess maidian) throws Exception {
        String project = "/api/projects/" + maidian.demoAi();
        for (String path :
                new String[] {
                    "/api/projects",
                    project + "/events",
                    project + "/uploads",
                    project + "/charts",
                    project + "/quarantine",
                    project + "/events/probe/export"
                }) {
            HttpResponse<String> answer = get(maidian, path);
            assertThat(answer.statusCode()).as("%s: %s", path, answer.body()).isEqualTo(200);
        }
        Answer total = maidian.api().ask(maidian.demoAi(), Question.realtime("probe"));
        assertThat(total.total()).isPositive();
    }

    private static void await(String what, BooleanSupplier so) throws InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!so.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            Thread.sleep(100);
        }
    }

    private void awaitTaken(MaidianProcess maidian) throws InterruptedException {
        await(
                "uploads are taken again",
                () -> {
                    try {
                        return upload(maidian).statusCode() == 200;
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                });
    }

    private static void refusedWithWords(HttpResponse<String> answer, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(answer.headers().firstValue("X-Retry-Safe")).contains("true");
        assertThat(Api.JSON.readTree(answer.body()).at("/error/code").stringValue())
                .isEqualTo(code);
    }

    @Test
    void withLittleSpaceLeftUploadsAreRefusedAndItGoesOnByItself() throws Exception {
        try (SmallDisk disk = SmallDisk.ext4("nearly-full", DISK_MEBIBYTES);
                MaidianProcess maidian = disk.serve(0, "-s", "log.low-space-bytes=64MiB");
                LedgerSender sender = LedgerSender.start(maidian, EVENTS_PER_SECOND)) {
            assertThat(upload(maidian).statusCode()).isEqualTo(200);
            sender.runFor(Duration.ofSeconds(1));
            awaitProbe(maidian);
            disk.fill(40 << 20);
            await("health says it", () -> !ready(maidian, "log"));
            refusedWithWords(upload(maidian), "server.no_space");
            readsGoOn(maidian);
            await("the store takes what was acknowledged", () -> indexed(maidian));
            assertThat(createProject(maidian, "while").statusCode()).isEqualTo(201);
            disk.free();
            awaitTaken(maidian);
            sender.runFor(Duration.ofSeconds(2));
            sender.stop();
            LedgerSender.Found found = sender.check(maidian);
            found.table().forEach(line -> System.out.println("DiskFailureTest, low: " + line));
            assertThat(get(maidian, "/health").statusCode()).isEqualTo(200);
        }
    }

    private static void awaitProbe(MaidianProcess maidian) {
        maidian.api().awaitTotal(maidian.demoAi(), Question.realtime("probe"), 1);
    }

    private boolean indexed(MaidianProcess maidian) {
        return maidian.api().get("/api/indexing").number("/lag_bytes") == 0;
    }

    @Test
    void aDiskThatIsFullToTheLastByteLosesNothing() throws Exception {
        try (SmallDisk disk = SmallDisk.ext4("full", DISK_MEBIBYTES)) {
            MaidianProcess maidian = disk.serve(0, "-s", "log.low-space-bytes=0B");
            try (LedgerSender sender = LedgerSender.start(maidian, EVENTS_PER_SECOND)) {
                MaidianProcess first = maidian;
                assertThat(upload(first).statusCode()).isEqualTo(200);
                sender.runFor(Duration.ofSeconds(1));
                awaitProbe(first);
                disk.fill(0);
                await("health says it", () -> !ready(first, "log"));
                refusedWithWords(upload(first), "server.no_space");
                readsGoOn(first);
                projectsAreWholeOrNotThere(first);
                disk.free();
                awaitTaken(first);
                await("charts go on", () -> ready(first, "indexer"));
                assertThat(createProject(first, "after").statusCode()).isEqualTo(201);
                sender.runFor(Duration.ofSeconds(2));
                // Whatever lies on the disk now must be good for a start, too.
                maidian.kill9();
                maidian = disk.serve(first.port(), "-s", "log.low-space-bytes=0B");
                sender.runFor(Duration.ofSeconds(2));
                sender.stop();
                LedgerSender.Found found = sender.check(maidian);
                found.table().forEach(line -> System.out.println("DiskFailureTest, full: " + line));
            } finally {
                maidian.close();
            }
        }
    }

    /** A change of the catalog is made, or told as not made. */
    private void projectsAreWholeOrNotThere(MaidianProcess maidian) throws Exception {
        for (int i = 0; i < 50; i++) {
            String name = "full-" + i;
            HttpResponse<String> answer = createProject(maidian, name);
            String listed = get(maidian, "/api/projects").body();
            if (answer.statusCode() == 201) {
                assertThat(listed).contains('"' + name + '"');
            } else {
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
                assertThat(Api.JSON.readTree(answer.body()).at("/error/message").stringValue())
                        .isNotEmpty();
                assertThat(listed).doesNotContain('"' + name + '"');
            }
        }
    }

    @Test
    void aDiskThatBecomesReadOnlyKeepsWhatWasAcknowledged() throws Exception {
        try (SmallDisk disk = SmallDisk.ext4("read-only", DISK_MEBIBYTES)) {
            MaidianProcess maidian = disk.serve(0, "-s", "log.low-space-bytes=0B");
            try (LedgerSender sender = LedgerSender.start(maidian, EVENTS_PER_SECOND)) {
                MaidianProcess first = maidian;
                assertThat(upload(first).statusCode()).isEqualTo(200);
                sender.runFor(Duration.ofSeconds(1));
                awaitProbe(first);
                disk.fail();
                await("health says it", () -> !ready(first, "log"));
                HttpResponse<String> refused = upload(first);
                refusedWithWords(refused, "server.log_failed");
                readsGoOn(first);
                maidian.kill9();
                disk.mend();
                maidian = disk.serve(first.port(), "-s", "log.low-space-bytes=0B");
                awaitTaken(maidian);
                sender.runFor(Duration.ofSeconds(3));
                sender.stop();
                LedgerSender.Found found = sender.check(maidian);
                found.table()
                        .forEach(line -> System.out.println("DiskFailureTest, read-only: " + line));
            } finally {
                maidian.close();
            }
        }
    }
}
