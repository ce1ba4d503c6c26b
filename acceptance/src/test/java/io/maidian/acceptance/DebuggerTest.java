package io.maidian.acceptance;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.maidian.acceptance.Chromium.Window;
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

    private static final List<String> CODEC_HEADERS =
            List.of("Content-Encoding", "X-Compress-Codec", "X-Crypt-Codec", "X-Encode-Codec");

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
    void anUploadToAProjectThatIsSwitchedOffIsSeenWithoutItsBody() {
        String ai = api.createProject("off");
        api.set(ai, Map.of("uploads", false));
        assertThat(api.upload(ai, MIXED).status()).isEqualTo(403);
        String query = "?stm=1&data=%5B%7B%22cs1%22%3A%229128391%22%7D%5D";
        assertThat(api.send(api.request("/v3/" + ai + "/s2s/cstm" + query).GET()).status())
                .isEqualTo(403);
        JsonNode rows = found(ai, "?code=project.uploads_off").get("uploads");
        assertThat(rows.size()).isEqualTo(2);
        for (JsonNode row : rows) {
            assertThat(row.get("status").intValue()).isEqualTo(403);
            Reply raw = get(ai, "/debugger/uploads/" + row.get("id").stringValue());
            assertThat(raw.number("/wire_bytes")).isPositive();
            assertThat(raw.string("/body/text")).isEmpty();
            assertThat(raw.text()).doesNotContain("9128391", "BuyProduct");
        }
        assertThat(api.uploads(ai, 10).size()).isZero();
        try (Window window = chromium.signedIn(maidian, "zh-CN", 1280, 800)) {
            Page page = window.page();
            go(page, ai, "uploads/" + rows.get(0).get("id").stringValue());
            assertThat(page.locator(test("raw-no-body"))).hasAttribute("data-unread", "true");
            assertThat(page.locator(test("upload-error"))).containsText("project.uploads_off");
            shoot(page, "zh-CN", "off");
        }
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
        try (Window window = chromium.signedIn(maidian, locale, 1280, 800)) {
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
            assertThat(page.locator(test("upload-page"))).containsText("9007199254740993");
            page.locator(test("upload-event")).nth(1).locator(test("upload-show")).click();
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
        try (Window window = chromium.signedIn(maidian, locale, 1280, 800)) {
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
        try (Window window = chromium.signedIn(maidian, locale, 1280, 800)) {
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
    void everyCodecThatThePageOffersIsTaken() {
        String ai = api.createProject("codecs");
        try (Window window = chromium.signedIn(maidian, "en-US", 1280, 800)) {
            Page page = window.page();
            go(page, ai, "try");
            page.locator(test("try-key-0")).fill("编码");
            int sent = 0;
            for (String header : CODEC_HEADERS) {
                Locator picker = page.locator(test("try-codec-" + header));
                for (Locator option : picker.locator("option").all()) {
                    picker.selectOption(option.getAttribute("value"));
                    sendFromThePage(page, ++sent);
                }
            }
            // Each was left at its last, so this was all at once.
            api.awaitTotal(ai, Question.realtime("编码"), sent);
            page.locator(test("try-link")).click();
            assertThat(page.locator(test("raw-body"))).containsText("\"n\": \"编码\"");
            for (String header : CODEC_HEADERS) {
                assertThat(page.locator(test("raw-request"))).containsText(header);
            }
            assertThat(window.wrong()).isEmpty();
        }
    }

    private static void sendFromThePage(Page page, int number) {
        page.locator(test("try-user-0")).fill("u" + number);
        Locator before = page.locator(test("try-answer"));
        String earlier = before.count() == 0 ? "" : before.getAttribute("data-request");
        page.locator(test("try-send")).click();
        assertThat(page.locator(test("try-answer") + ":not([data-request='" + earlier + "'])"))
                .hasAttribute("data-status", "200");
        assertThat(page.locator(test("try-text"))).containsText("\"accepted\": 1");
        assertThat(page.locator(test("try-text"))).containsText("\"warned\": 0");
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
