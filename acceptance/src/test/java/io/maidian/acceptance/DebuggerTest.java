package io.maidian.acceptance;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.maidian.acceptance.Chromium.Window;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The debugger: live uploads, a request beside what was stored, «try it», «why not?». */
final class DebuggerTest {
    private static final String EVENT = "BuyProduct";
    private static final String MIXED =
            """
            [{"cs1":"9128391","tm":1434556935000,"n":"BuyProduct","t":"cstm","var":{"product_name":"苹果","big":9007199254740993}},
             {"cs1":"-1","tm":1434556935000,"n":"BuyProduct","t":"cstm"}]
            """;

    @AutoClose private static MaidianProcess maidian;
    private static Api api;
    @AutoClose private static Chromium chromium;

    @BeforeAll
    static void start() {
        maidian = MaidianProcess.start(Product.newFolder("debugger"));
        api = maidian.api();
        chromium = new Chromium();
    }

    @Test
    void aSearchFindsWhatMemoryAndTheStoreHoldAndTellsHowFarItLooked() {
        String ai = api.createProject("search");
        Reply mixed = api.upload(ai, MIXED);
        api.upload(ai, "not json");
        api.awaitUpload(ai, mixed.string("/request_id"));
        assertThat(found(ai, "").get("uploads").size()).isEqualTo(2);
        JsonNode rejected =
                found(ai, "?outcome=rejected&event=BuyProduct&code=cs1.forbidden_value");
        assertThat(rejected.requiredAt("/uploads/0/id").stringValue())
                .isEqualTo(mixed.string("/request_id"));
        assertThat(rejected.requiredAt("/uploads/0/events").size()).isEqualTo(1);
        assertThat(rejected.requiredAt("/looked/complete").booleanValue()).isTrue();
        assertThat(rejected.requiredAt("/looked/in_memory").intValue()).isEqualTo(2);
        assertThat(found(ai, "?outcome=refused").get("uploads").size()).isEqualTo(1);
        assertThat(found(ai, "?user=nobody").get("uploads").size()).isZero();
        assertThat(get(ai, "/debugger/uploads?outcome=other").status()).isEqualTo(400);
        assertThat(get(ai, "/debugger/uploads?code=%27").status()).isEqualTo(400);
        assertThat(get(ai, "/debugger/uploads?limit=0").status()).isEqualTo(400);
    }

    @Test
    void aRequestIsShownAsItCameWithoutCredentials() {
        String ai = api.createProject("raw");
        Reply mixed =
                api.upload(
                        ai,
                        MIXED.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                        Map.of("Authorization", "Bearer secret", "Cookie", "a=secret"));
        Reply raw = get(ai, "/debugger/uploads/" + mixed.string("/request_id"));
        assertThat(raw.status()).isEqualTo(200);
        assertThat(raw.string("/body/text")).isEqualTo(MIXED);
        assertThat(raw.string("/sender/method")).isEqualTo("POST");
        assertThat(raw.string("/sender/target")).startsWith("/v3/" + ai + "/s2s/cstm?stm=");
        assertThat(raw.string("/sender/client")).isEqualTo("127.0.0.1");
        assertThat(raw.text()).doesNotContain("secret");
        assertThat(raw.number("/answer/rejected")).isEqualTo(1);
        assertThat(get(ai, "/debugger/uploads/nonsense").status()).isEqualTo(404);
        String other = api.createProject("other");
        assertThat(get(other, "/debugger/uploads/" + mixed.string("/request_id")).status())
                .isEqualTo(404);
    }

    @Test
    void theWalkSaysWhereAnEventIsLost() {
        String ai = api.createProject("why");
        assertThat(verdict(ai, Map.of("event", EVENT))).isIn("nothing_received", "other_project");
        api.upload("91eaf0000000beef", MIXED);
        assertThat(verdict(ai, Map.of("event", EVENT))).isEqualTo("other_project");
        api.store(ai, UploadBody.SEED_ONE);
        api.awaitTotal(ai, Question.realtime(EVENT), 1);
        assertThat(verdict(ai, Map.of("event", "buyproduct"))).isEqualTo("spelt_otherwise");
        assertThat(verdict(ai, Map.of("event", "Refund"))).isEqualTo("never_received");
        assertThat(verdict(ai, Map.of("event", EVENT))).isEqualTo("clock_off");
        assertThat(verdict(ai, Map.of("event", EVENT, "time", "received")))
                .isEqualTo("users_counted");
        assertThat(
                        verdict(
                                ai,
                                Map.of(
                                        "event",
                                        EVENT,
                                        "time",
                                        "received",
                                        "target",
                                        "all_visit_users")))
                .isEqualTo("visit_users");
        assertThat(verdict(ai, Map.of("event", EVENT, "user", "nobody")))
                .isEqualTo("not_this_user");
        api.upload(ai, UploadBody.of("Bad", System.currentTimeMillis(), "-1").json());
        api.await(
                ai,
                () -> verdict(ai, Map.of("event", "Bad")),
                found -> found.equals("all_rejected"));
        assertThat(api.post("/api/projects/" + ai + "/diagnosis", Map.of()).status())
                .isEqualTo(400);
        assertThat(api.get("/api/indexing").number("/lag_seconds")).isLessThan(30);
    }

    @ParameterizedTest
    @ValueSource(strings = {"zh-CN", "en-US"})
    void anUploadIsSeenWithinASecondAndItsRequestStandsBesideWhatWasStored(String locale) {
        String ai = api.createProject("tail " + locale);
        try (Window window = signedIn(locale)) {
            Page page = window.page();
            go(page, ai, "uploads");
            assertThat(page.locator(test("tail-live"))).isVisible();
            Reply mixed = api.upload(ai, MIXED);
            long answered = System.nanoTime();
            Locator row =
                    page.locator(
                            test("upload-row") + "[data-id='" + mixed.string("/request_id") + "']");
            row.waitFor();
            assertThat((System.nanoTime() - answered) / 1_000_000).isLessThan(1_000);
            shoot(page, locale, "tail");

            page.locator(test("filter-user")).fill("-1");
            assertThat(page.locator(test("looked"))).hasAttribute("data-complete", "true");
            assertThat(page).hasURL(java.util.regex.Pattern.compile(".*user=-1.*"));
            row.locator(test("upload-toggle")).click();
            assertThat(row.locator(test("upload-event"))).hasCount(1);
            shoot(page, locale, "tail-filtered");
            row.locator(test("upload-link")).click();
            assertThat(page.locator(test("raw-body"))).containsText("9007199254740993");
            assertThat(page.locator(test("raw-body") + " .rejected").first())
                    .hasAttribute("data-pointer", "/1/cs1");
            assertThat(page.locator(test("upload-page"))).containsText("苹果");
            page.locator(test("upload-event")).nth(1).click();
            assertThat(page.locator(test("raw-body") + " .target").first())
                    .hasAttribute("data-pointer", "/1/cs1");
            shoot(page, locale, "raw");
            assertThat(window.wrong()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"zh-CN", "en-US"})
    void whatIsTriedIsSentAndQueryableAndInTheChart(String locale) {
        String ai = api.createProject("try " + locale);
        try (Window window = signedIn(locale)) {
            Page page = window.page();
            go(page, ai, "try");
            page.locator(test("try-user-0")).fill("-1");
            assertThat(page.locator(test("try-user-problem-0"))).isVisible();
            page.locator(test("try-user-0")).fill("9128391");
            page.locator(test("try-key-0")).fill(EVENT);
            page.locator(test("try-add-variable-0")).click();
            page.locator(test("try-variable-key-0-0")).fill("product_name");
            page.locator(test("try-variable-value-0-0")).fill("苹果'\"$HOME");
            page.locator(test("try-send")).click();
            assertThat(page.locator(test("try-answer"))).hasAttribute("data-status", "200");
            assertThat(page.locator(test("try-queryable"))).isVisible();
            shoot(page, locale, "try");
            page.locator(test("try-chart")).click();
            assertThat(page.locator(test("chart-total"))).hasAttribute("data-total", "1");
            go(page, ai, "uploads");
            assertThat(page.locator(test("upload-row"))).hasCount(1);
            assertThat(window.wrong()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"zh-CN", "en-US"})
    void thePageSaysWhyAnEventIsNotSeen(String locale) {
        String ai = api.createProject("why " + locale);
        api.store(ai, UploadBody.SEED_ONE);
        api.awaitTotal(ai, Question.realtime(EVENT), 1);
        try (Window window = signedIn(locale)) {
            Page page = window.page();
            go(page, ai, "why");
            page.locator(test("why-event")).fill("buy_product");
            page.locator(test("why-ask")).click();
            Locator verdict = page.locator(test("why-verdict"));
            assertThat(verdict).hasAttribute("data-code", "spelt_otherwise");
            shoot(page, locale, "why");
            page.locator(test("why-next")).click();
            assertThat(verdict).hasAttribute("data-code", "clock_off");
            page.locator(test("why-next")).click();
            assertThat(verdict).hasAttribute("data-code", "users_counted");
            assertThat(window.wrong()).isEmpty();
        }
    }

    @Test
    void theProgramsThatThePageShowsRunAndAreAccepted() throws IOException {
        String ai = api.createProject("snippets");
        try (Window window = signedIn("en-US")) {
            Page page = window.page();
            go(page, ai, "try");
            page.locator(test("try-key-0")).fill("买'\"$HOME`id`\\n");
            page.locator(test("try-add-variable-0")).click();
            page.locator(test("try-variable-key-0-0")).fill("名'\"$x");
            page.locator(test("try-variable-value-0-0")).fill("值'\"$y\\u4e2d😀");
            Path folder = Product.newFolder("snippets");
            String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
            Map<String, List<String>> programs =
                    Map.of(
                            "curl", List.of("bash", "upload.sh"),
                            "python", List.of("python3", "upload.py"),
                            "node", List.of("node", "upload.js"),
                            "java", List.of(java, "Upload.java"));
            int sent = 0;
            for (Map.Entry<String, List<String>> program : programs.entrySet()) {
                page.locator(test("snippet-option-" + program.getKey())).click();
                Path file = folder.resolve(program.getValue().get(1));
                Files.writeString(file, page.locator(test("snippet")).textContent());
                Product.Ended ended =
                        Product.awaitEnd(
                                Product.start(
                                        List.of(program.getValue().get(0), file.toString()),
                                        Map.of()));
                assertThat(String.join("", ended.said()))
                        .as(program.getKey())
                        .contains("\"accepted\":1")
                        .contains("\"warned\":0");
                sent++;
            }
            api.awaitTotal(ai, Question.realtime("买'\"$HOME`id`\\n"), sent);
            for (JsonNode upload : api.uploads(ai, 10)) {
                assertThat(upload.requiredAt("/events/0/variables/名'\"$x").stringValue())
                        .isEqualTo("值'\"$y\\u4e2d😀");
            }
            assertThat(window.wrong()).isEmpty();
        }
    }

    private static Reply get(String ai, String path) {
        return api.get("/api/projects/" + ai + path);
    }

    private static JsonNode found(String ai, String query) {
        Reply reply = get(ai, "/debugger/uploads" + query);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.json();
    }

    private static String verdict(String ai, Map<String, Object> question) {
        Reply reply = api.post("/api/projects/" + ai + "/diagnosis", question);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.string("/message")).isNotBlank();
        return reply.string("/verdict");
    }

    private static Window signedIn(String locale) {
        Window window = chromium.open(locale, 1280, 800);
        Page page = window.page();
        page.navigate(maidian.address() + "/#/signin");
        page.locator(test("signin-token")).fill(maidian.token());
        page.locator(test("signin-submit")).click();
        assertThat(page.locator(test("nav-events"))).isVisible();
        // Before sign-in the page has asked who is signed in, and the browser notes the 401.
        window.wrong().removeIf(line -> line.contains("status of 401"));
        return window;
    }

    private static void go(Page page, String ai, String section) {
        page.navigate(maidian.address() + "/#/p/" + ai + "/" + section);
    }

    private static String test(String name) {
        return "[data-test='" + name + "']";
    }

    private static void shoot(Page page, String locale, String name) {
        page.screenshot(
                new Page.ScreenshotOptions()
                        .setFullPage(true)
                        .setPath(
                                Product.output(
                                        "screenshots/"
                                                + locale.substring(0, 2)
                                                + "-debugger-"
                                                + name
                                                + ".png")));
    }
}
