package io.maidian.acceptance;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.maidian.acceptance.Chromium.Window;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is set for a project, by a program and in the console. */
final class ProjectSettingsTest {
    private static final String EVENT = "BuyProduct";
    private static final Question SEEN = Question.realtime(EVENT);

    @AutoClose private static MaidianProcess maidian;
    private static Api api;
    @AutoClose private static Chromium chromium;

    @BeforeAll
    static void start() {
        maidian = MaidianProcess.start(Product.newFolder("settings"));
        api = maidian.api();
        chromium = new Chromium();
    }

    @Test
    void uploadsThatAreSwitchedOffAreRefusedUntilTheyAreSwitchedOn() {
        String ai = api.createProject("off and on");
        api.set(ai, Map.of("uploads", false));
        Reply refused = api.upload(ai, UploadBody.SEED_ONE.json());
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.header("X-Retry-Safe")).isEqualTo("true");
        assertThat(refused.string("/error/code")).isEqualTo("project.uploads_off");
        assertThat(refused.string("/error/message")).contains("settings", ai);
        assertThat(api.ask(ai, SEEN).emptyReason()).isEqualTo("uploads.off");

        api.set(ai, Map.of("uploads", true));
        api.store(ai, UploadBody.SEED_ONE);
        assertThat(api.awaitTotal(ai, SEEN, 1).total()).isEqualTo(1);
        assertThat(api.uploads(ai, 200).size()).isEqualTo(1);
    }

    @Test
    void beyondAQuotaAnUploadIsRefusedAndStoredLater() {
        String ai = api.createProject("quota");
        api.set(ai, Map.of("quota", Map.of("events_per_second", 2, "events_burst", 3)));
        api.store(ai, UploadBody.SEED_THREE);
        Reply refused = api.upload(ai, UploadBody.SEED_THREE.json());
        assertThat(refused.status()).as(refused.text()).isEqualTo(429);
        assertThat(refused.header("X-Retry-Safe")).isEqualTo("true");
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 2);
        assertThat(refused.string("/error/code")).isEqualTo("quota.events");

        Reply stored =
                api.await(
                        ai,
                        () -> api.upload(ai, UploadBody.SEED_THREE.json()),
                        reply -> reply.status() != 429);
        assertThat(stored.status()).as(stored.text()).isEqualTo(200);
        assertThat(api.awaitTotal(ai, SEEN, 6).total()).isEqualTo(6);
        assertThat(api.get("/metrics").text())
                .containsPattern("maidian_findings_total\\{code=\"quota.events\"\\} [1-9]");
    }

    @Test
    void withoutRetryDetectionTheSameBytesTwiceAreStoredTwice() {
        String ai = api.createProject("twice");
        String address = "/v3/" + ai + "/s2s/cstm?stm=" + System.currentTimeMillis();
        for (boolean detected : new boolean[] {false, true}) {
            api.set(ai, Map.of("retry_detection", detected));
            long[] accepted = new long[2];
            for (int i = 0; i < 2; i++) {
                Reply reply =
                        api.send(
                                api.request(address)
                                        .POST(BodyPublishers.ofString(UploadBody.SEED_ONE.json())));
                assertThat(reply.status()).isEqualTo(200);
                accepted[i] = reply.number("/accepted");
            }
            assertThat(accepted).containsExactly(1, detected ? 0 : 1);
        }
        assertThat(api.awaitTotal(ai, SEEN, 3).total()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"zh-CN", "en-US"})
    void aPersonChangesThemInTheConsole(String locale) {
        String ai = api.createProject("settings " + locale);
        String shot = locale.substring(0, 2) + "-settings-";
        try (Window window = chromium.signedIn(maidian, locale, 1280, 900)) {
            Page page = window.page();
            go(page, ai, "events");
            page.locator(test("nav-settings")).click();
            Locator uploads = page.locator(test("settings-uploads"));
            assertThat(uploads).hasAttribute("data-on", "true");
            assertThat(page.locator(test("settings-save"))).isDisabled();

            page.locator(test("settings-events-per-second")).fill("ten");
            page.locator(test("settings-bytes-burst")).fill("4194304");
            page.locator(test("settings-save")).click();
            assertThat(page.locator("[role=alert].problem")).hasCount(2);
            shoot(page, shot + "problems");

            page.locator(test("settings-events-per-second")).fill("1,000");
            page.locator(test("settings-events-burst")).fill("50000");
            page.locator(test("settings-bytes-per-second")).fill("1048576");
            page.locator(test("undeclared-option-quarantine")).click();
            page.locator(test("settings-quarantine-days")).fill("90");
            page.locator(test("settings-event-days")).fill("400");
            assertThat(page.locator(test("settings-event-days-warning"))).isVisible();
            uploads.locator(".el-switch").click();
            assertThat(page.locator(test("settings-uploads-warning"))).isVisible();
            shoot(page, shot + "changed");
            page.locator(test("settings-save")).click();
            assertThat(page.locator(test("uploads-off"))).isVisible();
            assertThat(page.locator(test("settings-save"))).isDisabled();
            shoot(page, shot + "saved");

            page.locator(test("settings-name")).fill("线上商城 2");
            page.locator(test("settings-project-save")).click();
            assertThat(page.locator(test("project-switch"))).containsText("线上商城 2");

            page.reload();
            assertThat(page.locator(test("settings-name"))).hasValue("线上商城 2");
            assertThat(uploads).hasAttribute("data-on", "false");
            assertThat(page.locator(test("settings-events-per-second"))).hasValue("1000");
            assertThat(page.locator(test("settings-quarantine-days"))).hasValue("90");
            assertThat(api.get("/api/projects/" + ai + "/settings").json())
                    .isEqualTo(
                            Api.JSON.readTree(
                                    """
                                    {"uploads":false,"retry_detection":true,"undeclared":"quarantine","quota":{"events_per_second":1000,"events_burst":50000,"bytes_per_second":1048576,"bytes_burst":4194304},"quarantine_days":90,"event_days":400}
                                    """));
            assertThat(window.wrong()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"zh-CN", "en-US"})
    void pagesOfAProjectSayThatUploadsAreOffAndLeadToTheSwitch(String locale) {
        String ai = api.createProject("off " + locale);
        api.set(ai, Map.of("uploads", false));
        try (Window window = chromium.signedIn(maidian, locale, 1280, 800)) {
            Page page = window.page();
            go(page, ai, "charts/new?kind=realtime&event=" + EVENT);
            assertThat(page.locator(test("uploads-off"))).isVisible();
            assertThat(page.locator(test("empty-reason"))).hasAttribute("data-code", "uploads.off");
            shoot(page, locale.substring(0, 2) + "-empty-uploads-off");
            page.locator(test("empty-settings")).click();
            page.locator(test("settings-uploads")).locator(".el-switch").click();
            page.locator(test("settings-save")).click();
            assertThat(page.locator(test("uploads-off"))).isHidden();
            api.store(ai, UploadBody.SEED_ONE);
            assertThat(window.wrong()).isEmpty();
        }
    }

    @Test
    void aNarrowWindowShowsTheSettingsWithoutScrollingSideways() {
        String ai = api.createProject("narrow");
        try (Window window = chromium.signedIn(maidian, "zh-CN", 390, 844)) {
            Page page = window.page();
            go(page, ai, "settings");
            page.locator(test("settings-form")).waitFor();
            page.screenshot(
                    new Page.ScreenshotOptions()
                            .setFullPage(true)
                            .setPath(Product.output("screenshots/zh-narrow-settings.png")));
            assertThat((Integer) page.evaluate("document.scrollingElement.scrollWidth"))
                    .isLessThanOrEqualTo(390);
        }
    }

    private static void go(Page page, String ai, String section) {
        page.navigate(maidian.address() + "/#/p/" + ai + "/" + section);
    }

    private static String test(String name) {
        return "[data-test='" + name + "']";
    }

    private static void shoot(Page page, String name) {
        page.screenshot(
                new Page.ScreenshotOptions()
                        .setFullPage(true)
                        .setPath(Product.output("screenshots/" + name + ".png")));
    }
}
