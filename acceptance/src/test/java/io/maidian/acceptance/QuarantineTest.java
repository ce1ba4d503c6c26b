package io.maidian.acceptance;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.maidian.acceptance.Chromium.Window;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Rejected events, looked at, mended and replayed over the packaged product. */
final class QuarantineTest {
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 860;
    private static final int BULK = 20_000;
    private static final int UPLOAD = 2_000;

    @AutoClose private static MaidianProcess maidian;
    private static Api api;

    @BeforeAll
    static void start() {
        maidian = MaidianProcess.start(Product.newFolder("quarantine"));
        api = maidian.api();
    }

    /** An event that is rejected, as {@code t} is wrong. */
    private static String bad(String key, String user) {
        return "{\"cs1\":\"%s\",\"tm\":%d,\"t\":\"custom\",\"n\":\"%s\",\"var\":{\"price\":\"14\"}}"
                .formatted(user, System.currentTimeMillis(), key);
    }

    private static String root(String ai) {
        return "/api/projects/" + ai + "/quarantine";
    }

    /** The open events of a project, once there are so many. */
    private static JsonNode awaitOpen(Api of, String ai, int count) {
        return of.await(
                ai,
                () -> of.get(root(ai) + "?state=open&limit=500").json().get("events"),
                events -> events.size() >= count);
    }

    @ParameterizedTest
    @ValueSource(strings = {"zh-CN", "en-US"})
    void aRejectedEventIsMendedInTheConsoleAndAppearsInTheChart(String locale) {
        String ai = api.createProject("mend " + locale);
        String language = locale.substring(0, 2);
        assertThat(api.upload(ai, "[" + bad("Pay", "u1") + "]").status()).isEqualTo(400);
        try (Chromium chromium = new Chromium();
                Window window = chromium.signedIn(maidian, locale, WIDTH, HEIGHT)) {
            Page page = window.page();
            page.navigate(maidian.address() + "/#/p/" + ai + "/quarantine");
            assertThat(page.locator(test("quarantine-row"))).hasCount(1);
            assertThat(page.locator("[data-code='t.not_cstm']").first()).isVisible();
            shoot(page, language + "-quarantine");
            page.locator(test("quarantine-open")).click();
            Locator text = page.locator(test("mend-text"));
            assertThat(text).isVisible();
            page.locator(test("mend-check")).click();
            assertThat(page.locator(test("mend-outcome"))).hasAttribute("data-outcome", "rejected");
            text.fill(text.inputValue().replace("\"custom\"", "\"cstm\""));
            page.locator(test("mend-check")).click();
            assertThat(page.locator(test("mend-outcome"))).hasAttribute("data-outcome", "accepted");
            shoot(page, language + "-quarantine-mend");
            page.locator(test("mend-replay")).click();
            assertThat(page.locator(test("rejected-drawer")))
                    .hasAttribute("data-state", "replayed");
            shoot(page, language + "-quarantine-replayed");
            page.navigate(maidian.address() + "/#/p/" + ai + "/charts/new?kind=realtime&event=Pay");
            assertThat(page.locator(test("chart-total"))).hasAttribute("data-total", "1");
            assertThat(window.wrong()).isEmpty();
        }
    }

    @Test
    void allEventsOfASearchAreMendedByARuleInTheConsole() {
        String ai = api.createProject("bulk");
        String events =
                IntStream.range(0, 700)
                        .mapToObj(i -> bad("Pay", "u" + i))
                        .collect(Collectors.joining(",", "[", ",{}]"));
        api.upload(ai, events);
        awaitOpen(api, ai, 500);
        try (Chromium chromium = new Chromium();
                Window window = chromium.signedIn(maidian, "zh-CN", WIDTH, HEIGHT)) {
            Page page = window.page();
            page.navigate(maidian.address() + "/#/p/" + ai + "/quarantine");
            assertThat(page.locator(test("quarantine-row"))).hasCount(50);
            page.locator(test("quarantine-more")).click();
            assertThat(page.locator(test("quarantine-row"))).hasCount(100);
            shoot(page, "zh-quarantine-many");
            page.locator(test("mend-all")).click();
            page.locator(test("bulk-try")).click();
            assertThat(page.locator(test("bulk-preview"))).hasAttribute("data-passed", "700");
            shoot(page, "zh-quarantine-preview");
            page.locator(test("bulk-start")).click();
            assertThat(page.locator(test("bulk-run"))).hasAttribute("data-state", "done");
            shoot(page, "zh-quarantine-run");
            page.locator(test("bulk-close")).click();
            assertThat(page.locator(test("quarantine-row"))).hasCount(1);
            assertThat(window.wrong()).isEmpty();
        }
        assertThat(api.ask(ai, Question.realtime("Pay").users()).total()).isEqualTo(700);
    }

    @Test
    void aReplayThatIsAskedForTwiceAtOnceIsStoredOnce() throws Exception {
        String ai = api.createProject("twice");
        api.upload(ai, "[" + bad("Pay", "u1") + "]");
        JsonNode event = awaitOpen(api, ai, 1).get(0);
        String mended = event.get("raw").stringValue().replace("custom", "cstm");
        String path = root(ai) + "/events/" + event.get("id").stringValue() + "/replay";
        Callable<Integer> replay = () -> api.post(path, Map.of("raw", mended)).status();
        List<Integer> statuses = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(4)) {
            for (Future<Integer> each : pool.invokeAll(Collections.nCopies(4, replay))) {
                statuses.add(each.get());
            }
        }
        assertThat(statuses).containsExactlyInAnyOrder(200, 409, 409, 409);
        assertThat(replay.call()).isEqualTo(409);
        assertThat(api.ask(ai, Question.realtime("Pay")).total()).isEqualTo(1);
    }

    @Test
    void theExportIsTheSearchsResultLineByLine() {
        String ai = api.createProject("export");
        String events =
                IntStream.range(0, 1_200)
                        .mapToObj(i -> bad("Pay", "u" + i))
                        .collect(Collectors.joining(",", "[", ",{}]"));
        api.upload(ai, events);
        awaitOpen(api, ai, 500);
        Reply export = api.get(root(ai) + "/export?event=Pay");
        assertThat(export.header("Content-Disposition")).contains("quarantine-" + ai + ".ndjson");
        List<String> lines = export.text().lines().toList();
        assertThat(lines).hasSize(1_200);
        JsonNode newest = Api.JSON.readTree(lines.getFirst());
        assertThat(newest.get("index").intValue()).isEqualTo(1_199);
        assertThat(newest.at("/reason/code").stringValue()).isEqualTo("t.not_cstm");
        assertThat(newest.get("raw").stringValue()).contains("\"u1199\"");
    }

    @Test
    void aBulkReplayThatIsKilledInItsMiddleStoresEachEventOnce() {
        Path data = Product.newFolder("quarantine-kill");
        Map<String, Object> change =
                Map.of(
                        "action",
                        "replay",
                        "steps",
                        List.of(
                                Map.of(
                                        "kind",
                                        "set_field",
                                        "field",
                                        "t",
                                        "value",
                                        "cstm",
                                        "overwrite",
                                        true)));
        String ai;
        long doneBefore;
        try (MaidianProcess first = MaidianProcess.start(data)) {
            ai = first.demoAi();
            for (int from = 0; from < BULK; from += UPLOAD) {
                first.api()
                        .upload(
                                ai,
                                IntStream.range(from, from + UPLOAD)
                                        .mapToObj(i -> bad("Pay", "u" + i))
                                        .collect(Collectors.joining(",", "[", "]")));
            }
            awaitCounted(first.api(), ai, "open", BULK);
            JsonNode run = first.api().post(root(ai) + "/runs", change).json();
            doneBefore = awaitChanged(first.api(), ai, run.get("id").stringValue());
            first.kill9();
        }
        assertThat(doneBefore).isBetween(1L, BULK - 1L);
        try (MaidianProcess second = MaidianProcess.start(data)) {
            Api after = second.api();
            JsonNode run = after.post(root(ai) + "/runs", change).json();
            String path = root(ai) + "/runs/" + run.get("id").stringValue();
            JsonNode ended =
                    after.await(
                            ai,
                            () -> after.get(path).json(),
                            now -> !List.of("waiting", "running").contains(state(now)));
            assertThat(state(ended)).as(ended.toString()).isEqualTo("done");
            assertThat(ended.get("stayed").longValue()).isZero();
            awaitCounted(after, ai, "replayed", BULK);
            Question question = Question.trend("Pay").with("time", "received");
            assertThat(after.ask(ai, question).total()).isEqualTo(BULK);
            assertThat(after.ask(ai, question.users()).total()).isEqualTo(BULK);
        }
    }

    private static String state(JsonNode run) {
        return run.get("state").stringValue();
    }

    private static void awaitCounted(Api of, String ai, String state, long count) {
        of.await(
                ai,
                () -> of.get(root(ai) + "/counts").json().at("/by_code/0/" + state).asLong(0),
                found -> found == count);
    }

    /** How many a run has changed, once it has changed some. */
    private static long awaitChanged(Api of, String ai, String run) {
        return of.await(
                ai,
                () -> of.get(root(ai) + "/runs/" + run).json().get("changed").longValue(),
                changed -> changed > 0);
    }

    private static String test(String name) {
        return "[data-test='" + name + "']";
    }

    private static void shoot(Page page, String name) {
        page.screenshot(
                new Page.ScreenshotOptions()
                        .setPath(Product.output("screenshots/" + name + ".png")));
    }
}
