package io.maidian.acceptance;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.maidian.acceptance.Chromium.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * The console in a real browser, as a person sees it; what is seen on the way is left in {@code
 * target/screenshots}.
 */
final class ConsoleWalkTest {
    private static final String EVENT = "BuyProduct";
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 800;
    private static final int MOVES = 20;
    private static final long MOVE_LIMIT_MILLIS = 1000;

    @AutoClose private static MaidianProcess maidian;
    private static Api api;
    @AutoClose private static Chromium chromium;

    @BeforeAll
    static void start() {
        maidian = MaidianProcess.start(Product.newFolder("console"));
        api = maidian.api();
        chromium = new Chromium();
    }

    @Test
    void thePrintedLinkSignsInOnceAndLeadsToTheFirstUpload() {
        try (MaidianProcess fresh = MaidianProcess.start(Product.newFolder("link"));
                Window window = chromium.open("zh-CN", WIDTH, HEIGHT)) {
            Page page = window.page();
            page.navigate(fresh.signInLink());
            assertThat(page.locator(test("first-upload"))).isVisible();
            assertThat(page.locator(test("project-ai"))).hasText(fresh.demoAi());
            assertThat(page.locator(test("curl")))
                    .containsText("/v3/" + fresh.demoAi() + "/s2s/cstm");
            shoot(page, "zh-first-upload");
            page.reload();
            assertThat(page.locator(test("first-upload"))).isVisible();

            Product.Ended curl =
                    Product.awaitEnd(
                            Product.start(
                                    List.of("bash", "-c", page.locator(test("curl")).innerText()),
                                    Map.of()));
            assertThat(String.join("", curl.out())).as("%s", curl).contains("\"accepted\":1");
            assertThat(page.locator(test("event-count"))).hasAttribute("data-count", "1");
            assertThat(page.locator(test("first-upload"))).isHidden();
            assertThat(window.wrong()).isEmpty();

            try (Window other = chromium.open("zh-CN", WIDTH, HEIGHT)) {
                other.page().navigate(fresh.signInLink());
                assertThat(other.page().locator(test("signin-error"))).isVisible();
                shoot(other.page(), "zh-sign-in");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"zh-CN", "en-US"})
    void aRealtimeChartIsThreeClicksAndMovesWithinASecondOfThe200(String locale) {
        String ai = api.createProject("chart " + locale);
        api.store(ai, UploadBody.SEED_ONE);
        try (Window window = chromium.signedIn(maidian, locale, WIDTH, HEIGHT)) {
            Page page = window.page();
            go(page, ai, "charts");
            page.locator(test("new-realtime-chart")).click();
            page.locator(test("event-option-" + EVENT)).click();
            page.locator(test("save-chart")).click();

            assertThat(page.locator(test("chart-title"))).isVisible();
            assertThat(page.locator(test("live-indicator"))).hasAttribute("data-state", "live");
            assertThat(page.locator(test("chart-total"))).hasAttribute("data-total", "1");
            long[] millis = new long[MOVES];
            page.evaluate(
                    """
                    () => {
                      window.seen = {}
                      new MutationObserver(() => {
                        const total = document.querySelector('[data-test=chart-total]')?.dataset.total
                        if (total) window.seen[total] ??= Date.now()
                      }).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-total'] })
                    }
                    """);
            for (int i = 0; i < MOVES; i++) {
                api.store(ai, UploadBody.SEED_ONE);
                long answered = System.currentTimeMillis();
                Object seen =
                        page.waitForFunction("n => window.seen[n]", String.valueOf(i + 2))
                                .jsonValue();
                millis[i] = ((Number) seen).longValue() - answered;
            }
            Arrays.sort(millis);
            System.out.printf(
                    "ConsoleWalkTest: from the 200 to the moved number in %s: median %d ms, longest %d ms of %d%n",
                    locale, millis[MOVES / 2], millis[MOVES - 1], MOVES);
            shoot(page, language(locale) + "-realtime-chart");
            assertThat(millis[MOVES - 1]).isLessThanOrEqualTo(MOVE_LIMIT_MILLIS);

            page.reload();
            assertThat(page.locator(test("chart-total")))
                    .hasAttribute("data-total", String.valueOf(MOVES + 1));
            go(page, ai, "charts");
            assertThat(page.locator(test("chart-card"))).hasCount(1);
            shoot(page, language(locale) + "-charts");
            assertThat(window.wrong()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"zh-CN", "en-US"})
    void aTrendShowsTheDaysEventsByEventTime(String locale) {
        String ai = api.createProject(locale.startsWith("zh") ? "线上商城" : "Web shop");
        long now = System.currentTimeMillis();
        List<Map<String, Object>> events = new ArrayList<>();
        for (int hoursAgo = 1; hoursAgo <= 22; hoursAgo++) {
            long buyers = Math.round(30 + 25 * Math.sin(hoursAgo / 24.0 * 2 * Math.PI));
            for (int i = 0; i < buyers; i++) {
                events.add(UploadBody.event(EVENT, "user-" + i, now - hoursAgo * 3_600_000L));
            }
        }
        api.store(ai, UploadBody.of(events));
        try (Window window = chromium.signedIn(maidian, locale, WIDTH, HEIGHT)) {
            Page page = window.page();
            go(page, ai, "charts");
            page.locator(test("new-trend-chart")).click();
            page.locator(test("event-option-" + EVENT)).click();
            assertThat(page.locator(test("chart-total")))
                    .hasAttribute("data-total", String.valueOf(events.size()));
            shoot(page, language(locale) + "-trend");
            page.locator(test("measure-option-users")).click();
            assertThat(page.locator(test("chart-total"))).hasAttribute("data-total", "55");
            page.locator(test("save-chart")).click();
            assertThat(page.locator(test("chart-title"))).isVisible();
            page.reload();
            assertThat(page.locator(test("chart-total"))).hasAttribute("data-total", "55");
            assertThat(window.wrong()).isEmpty();
        }
    }

    @Test
    void aSumBeyondADoubleIsShownToItsLastDigit() {
        String ai = api.createProject("exact");
        api.upload(
                ai,
                "[{\"cs1\":\"u\",\"tm\":%d,\"n\":\"Big\",\"t\":\"cstm\",\"var\":{\"n\":9007199254740993}}]"
                        .formatted(System.currentTimeMillis()));
        Map<String, Object> sum =
                Map.of("kind", "realtime", "event", "Big", "measure", "sum", "variable", "n");
        String id =
                api.post("/api/projects/" + ai + "/charts", Map.of("name", "Big", "query", sum))
                        .string("/id");
        try (Window window = chromium.signedIn(maidian, "en-US", WIDTH, HEIGHT)) {
            Page page = window.page();
            go(page, ai, "charts/" + id);
            assertThat(page.locator(test("chart-total"))).hasText("9,007,199,254,740,993");
            assertThat(window.wrong()).isEmpty();
        }
    }

    @Test
    void anEventOfTheListIsAChartInTwoClicks() {
        String ai = api.createProject("two clicks");
        api.store(ai, UploadBody.SEED_ONE);
        try (Window window = chromium.signedIn(maidian, "en-US", WIDTH, HEIGHT)) {
            Page page = window.page();
            go(page, ai, "events");
            page.locator(test("event-chart")).click();
            page.locator(test("save-chart")).click();
            assertThat(page.locator(test("chart-title"))).isVisible();
            assertThat(page.locator(test("chart-total"))).hasAttribute("data-total", "1");
            assertThat(window.wrong()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"zh-CN", "en-US"})
    void anEmptyChartSaysWhyAndWhatToDo(String locale) {
        String ai = api.createProject("empty " + locale);
        api.store(ai, UploadBody.SEED_ONE);
        api.upload(ai, UploadBody.of("Refused", 1_506_069_592_985L, "-1", "a:b").json());
        try (Window window = chromium.signedIn(maidian, locale, WIDTH, HEIGHT)) {
            Page page = window.page();
            String shot = language(locale) + "-empty-";
            Locator reason = page.locator(test("empty-reason"));

            newChart(page, ai, EVENT);
            page.locator(test("target-option-all_visit_users")).click();
            assertThat(reason).hasAttribute("data-code", "target.visit_users");
            assertThat(page.locator(test("empty-message")))
                    .containsText(locale.startsWith("zh") ? "全部登录用户" : "all login users");
            shoot(page, shot + "visit-users");
            page.locator(test("switch-login-users")).click();
            assertThat(page.locator(test("chart-total"))).hasAttribute("data-total", "1");

            page.locator(test("kind-option-trend")).click();
            assertThat(reason).hasAttribute("data-code", "range.no_events");
            shoot(page, shot + "range");
            page.locator(test("widen-range")).click();
            assertThat(page.locator(test("chart-total"))).hasAttribute("data-total", "1");

            newChart(page, ai, "Refused");
            assertThat(reason).hasAttribute("data-code", "event.all_rejected");
            assertThat(page.locator(test("rejection"))).hasCount(2);
            assertThat(page.locator(test("rejection") + "[data-code='cs1.forbidden_value']"))
                    .isVisible();
            shoot(page, shot + "all-rejected");

            newChart(page, ai, "NeverSent");
            assertThat(reason).hasAttribute("data-code", "event.never_received");
            assertThat(page.locator(test("curl"))).containsText("NeverSent");
            shoot(page, shot + "never-received");
            assertThat(window.wrong()).isEmpty();
        }
    }

    @Test
    void theUploadsStreamShowsARejectedEventWithItsCode() {
        String ai = api.createProject("uploads");
        try (Window window = chromium.signedIn(maidian, "zh-CN", WIDTH, HEIGHT)) {
            Page page = window.page();
            go(page, ai, "uploads");
            assertThat(page.locator(test("uploads-empty"))).isVisible();
            Reply reply =
                    api.upload(
                            ai,
                            """
                            [{"cs1":"9128391","tm":1434556935000,"n":"BuyProduct","t":"cstm","var":{"product_name":"苹果"}},
                             {"cs1":"-1","tm":1434556935000,"n":"BuyProduct","t":"cstm"}]
                            """);
            Locator row =
                    page.locator(
                            test("upload-row") + "[data-id='" + reply.string("/request_id") + "']");
            assertThat(row.locator(test("upload-accepted"))).hasAttribute("data-count", "1");
            assertThat(row.locator(test("upload-rejected"))).hasAttribute("data-count", "1");
            row.locator(test("upload-toggle")).click();
            assertThat(row.locator(test("upload-result")))
                    .hasAttribute("data-code", "cs1.forbidden_value");
            assertThat(row.locator(test("upload-raw"))).containsText("\"-1\"");
            assertThat(row).containsText("苹果");

            assertThat(api.upload(ai, "not json").status()).isEqualTo(400);
            assertThat(page.locator(test("upload-refused"))).isVisible();
            shoot(page, "zh-uploads");
            assertThat(window.wrong()).isEmpty();
        }
    }

    @Test
    void anEventIsDeclaredWithItsVariables() {
        String ai = api.createProject("declare");
        try (Window window = chromium.signedIn(maidian, "zh-CN", WIDTH, HEIGHT)) {
            Page page = window.page();
            go(page, ai, "events");
            page.locator(test("declare-event")).click();
            page.locator(test("declare-key")).fill(EVENT);
            page.locator(test("declare-name")).fill("购买商品");
            page.locator(test("variable-add")).click();
            int last = page.locator(test("variable-row")).count() - 1;
            page.locator(test("variable-key-" + last)).fill("product_price");
            page.locator(test("variable-name-" + last)).fill("商品价格");
            page.locator(test("variable-type-" + last)).selectOption("Int");
            shoot(page, "zh-declare");
            page.locator(test("declare-save")).click();
            Locator row = page.locator(test("event-row") + "[data-key=" + EVENT + "]");
            assertThat(row.locator(test("event-declared"))).isVisible();
            assertThat(row).containsText("购买商品");
            assertThat(window.wrong()).isEmpty();
        }
        JsonNode event = api.events(ai).get(0);
        assertThat(event.get("declared").booleanValue()).isTrue();
        assertThat(event.requiredAt("/variables/0/key").stringValue()).isEqualTo("product_price");
        assertThat(event.requiredAt("/variables/0/type").stringValue()).isEqualTo("Int");
    }

    @Test
    void theLanguageFollowsTheBrowserAndIsSwitchedForGood() {
        String ai = api.createProject("language");
        api.store(ai, UploadBody.SEED_ONE);
        try (Window window = chromium.signedIn(maidian, "zh-CN", WIDTH, HEIGHT)) {
            Page page = window.page();
            go(page, ai, "events");
            assertThat(page.locator(test("nav-events"))).containsText("事件");
            shoot(page, "zh-events");
            page.locator(test("lang-switch")).click();
            assertThat(page.locator(test("nav-events"))).containsText("Events");
            page.reload();
            assertThat(page.locator(test("nav-events"))).containsText("Events");
            assertThat(page.locator("html")).hasAttribute("lang", "en");
            shoot(page, "en-events");
            newChart(page, ai, EVENT);
            page.locator(test("target-option-all_visit_users")).click();
            assertThat(page.locator(test("empty-message"))).containsText("all login users");
            page.locator(test("lang-switch")).click();
            assertThat(page.locator("html")).hasAttribute("lang", "zh-CN");
            assertThat(window.wrong()).isEmpty();
        }
        try (Window window = chromium.signedIn(maidian, "en-GB", WIDTH, HEIGHT)) {
            assertThat(window.page().locator("html")).hasAttribute("lang", "en");
        }
    }

    @Test
    void whatAnUploadSaysIsShownAsTextAndNeverRun() {
        String hostile = "<img src=x onerror='window.ran=1'>";
        String ai = api.createProject(hostile);
        Map<String, Object> event = UploadBody.event(hostile, hostile, System.currentTimeMillis());
        event.put("var", Map.of(hostile, hostile));
        api.store(ai, UploadBody.of(List.of(event)));
        try (Window window = chromium.signedIn(maidian, "en-US", WIDTH, HEIGHT)) {
            Page page = window.page();
            go(page, ai, "events");
            assertThat(page.locator(test("event-row"))).containsText(hostile);
            page.locator(test("event-chart")).click();
            assertThat(page.locator(test("chart-total"))).hasAttribute("data-total", "1");
            page.locator(test("chart-canvas")).hover();
            go(page, ai, "uploads");
            page.locator(test("upload-toggle")).click();
            assertThat(page.locator(test("upload-event"))).containsText(hostile);
            assertThat(page.evaluate("window.ran ?? 0")).isEqualTo(0);
            assertThat(window.wrong()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "events",
                "charts",
                "uploads",
                "quarantine",
                "charts/new?kind=realtime&event=BuyProduct"
            })
    void aNarrowWindowShowsAPageWithoutScrollingSideways(String address) {
        String ai = api.createProject("narrow " + address.charAt(0));
        api.store(ai, UploadBody.SEED_THREE);
        api.post(
                "/api/projects/" + ai + "/charts",
                Map.of("name", "购买", "query", Question.realtime(EVENT).fields()));
        try (Window window = chromium.signedIn(maidian, "zh-CN", 390, 844)) {
            Page page = window.page();
            go(page, ai, address);
            page.locator(
                            Map.of(
                                            "events", test("event-row"),
                                            "charts", test("chart-card"),
                                            "uploads", test("upload-row"),
                                            "quarantine", test("quarantine-empty"))
                                    .getOrDefault(address, test("chart-total")))
                    .first()
                    .waitFor();
            shoot(
                    page,
                    "zh-narrow-"
                            + address.replaceAll("\\W.*", "")
                            + (address.contains("new") ? "-new" : ""));
            assertThat((Integer) page.evaluate("document.scrollingElement.scrollWidth"))
                    .isLessThanOrEqualTo(390);
            assertThat(window.wrong()).isEmpty();
        }
    }

    private static void go(Page page, String ai, String section) {
        page.navigate(maidian.address() + "/#/p/" + ai + "/" + section);
    }

    /** A real-time chart of any event, in the editor. */
    private static void newChart(Page page, String ai, String event) {
        go(page, ai, "charts");
        page.locator(test("new-realtime-chart")).click();
        page.locator(test("event-picker")).fill(event);
        page.locator(test("event-option-" + event)).click();
        assertThat(page.locator(test("event-chosen"))).hasAttribute("data-key", event);
    }

    private static String test(String name) {
        return "[data-test='" + name + "']";
    }

    private static String language(String locale) {
        return locale.substring(0, 2);
    }

    private static void shoot(Page page, String name) {
        page.screenshot(
                new Page.ScreenshotOptions()
                        .setPath(Product.output("screenshots/" + name + ".png")));
    }
}
