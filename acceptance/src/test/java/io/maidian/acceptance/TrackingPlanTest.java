package io.maidian.acceptance;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.net.http.HttpRequest;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a project's tracking plan does to uploads, to what is listed and to sums. */
final class TrackingPlanTest {
    private static final String EVENT = "BuyProduct";

    @AutoClose private static MaidianProcess maidian;
    private static Api api;

    @BeforeAll
    static void start() {
        maidian = MaidianProcess.start(Product.newFolder("plan"));
        api = maidian.api();
    }

    /** A project that declares one event with a price, and does this with anything else. */
    private static String project(String undeclared) {
        String ai = api.createProject(undeclared);
        Reply declared =
                api.post(
                        "/api/projects/" + ai + "/events",
                        Map.of(
                                "key",
                                EVENT,
                                "variables",
                                List.of(Map.of("key", "price", "type", "Double"))));
        assertThat(declared.status()).as(declared.text()).isEqualTo(201);
        Reply set =
                api.send(
                        api.signed("/api/projects/" + ai + "/settings")
                                .header("Content-Type", "application/json")
                                .PUT(
                                        HttpRequest.BodyPublishers.ofString(
                                                "{\"undeclared\":\"" + undeclared + "\"}")));
        assertThat(set.status()).as(set.text()).isEqualTo(200);
        return ai;
    }

    private static String event(String key, String variables) {
        return "{\"cs1\":\"u\",\"tm\":%d,\"t\":\"cstm\",\"n\":\"%s\",\"var\":{%s}}"
                .formatted(System.currentTimeMillis(), key, variables);
    }

    private static String[] codes(Reply reply) {
        return reply.json()
                .get("results")
                .valueStream()
                .map(result -> result.get("code").stringValue())
                .toArray(String[]::new);
    }

    private static JsonNode listed(String ai, String key) {
        return api.events(ai)
                .valueStream()
                .filter(event -> event.get("key").stringValue().equals(key))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void byDefaultWhatIsNotDeclaredIsKeptAndMarked() {
        String ai = project("keep");
        Reply reply =
                api.upload(
                        ai,
                        "[" + event("Other", "") + "," + event(EVENT, "\"colour\":\"red\"") + "]");
        assertThat(reply.number("/accepted")).as(reply.text()).isEqualTo(2);
        assertThat(codes(reply)).isEmpty();
        api.awaitTotal(ai, Question.realtime(EVENT), 1);
        assertThat(listed(ai, "Other").get("declared").booleanValue()).isFalse();
        JsonNode colour = listed(ai, EVENT).requiredAt("/variables/1");
        assertThat(colour.get("key").stringValue()).isEqualTo("colour");
        assertThat(colour.get("declared").booleanValue()).isFalse();
    }

    @Test
    void aProjectMayKeepWhatIsNotDeclaredInQuarantine() {
        String ai = project("quarantine");
        String right = event(EVENT, "\"price\":1");
        Reply reply =
                api.upload(
                        ai,
                        "["
                                + event("Other", "")
                                + ","
                                + event(EVENT, "\"colour\":1")
                                + ","
                                + right
                                + "]");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.number("/rejected")).isEqualTo(2);
        assertThat(codes(reply)).containsExactly("n.undeclared", "var.undeclared");
        assertThat(api.upload(ai, "[" + event("Other", "") + "]").status()).isEqualTo(400);
    }

    @Test
    void aProjectMayDiscardWhatIsNotDeclaredAndIsAnswered200AsByGrowingIo() {
        String ai = project("discard");
        for (int i = 0; i < 5; i++) {
            Reply reply = api.upload(ai, "[" + event("Other", "\"i\":" + i) + "]");
            assertThat(reply.status()).as(reply.text()).isEqualTo(200);
            assertThat(codes(reply)).containsExactly("n.discarded");
        }
        Reply kept = api.upload(ai, "[" + event(EVENT, "\"price\":1,\"colour\":\"red\"") + "]");
        assertThat(kept.number("/accepted")).isEqualTo(1);
        assertThat(codes(kept)).containsExactly("var.discarded");
        api.awaitTotal(ai, Question.realtime(EVENT), 1);
        assertThat(listed(ai, "Other").get("count").longValue()).isZero();
        assertThat(listed(ai, "Other").get("rejected").longValue()).isEqualTo(5);
        assertThat(api.ask(ai, Question.realtime("Other")).emptyReason())
                .isEqualTo("event.all_rejected");
    }

    @Test
    void aSumIsExactAndTakesOnlyNumbersThatFit() {
        String ai = project("keep");
        String tenths = String.join(",", Collections.nCopies(10, event(EVENT, "\"price\":0.1")));
        Reply reply = api.upload(ai, "[" + tenths + "," + event(EVENT, "\"price\":\"12\"") + "]");
        assertThat(codes(reply)).containsExactly("var.not_a_double");
        Question sum = Question.realtime(EVENT).with("measure", "sum").with("variable", "price");
        api.awaitTotal(ai, Question.realtime(EVENT), 11);
        assertThat(api.query(ai, sum).json().requiredAt("/series/0/total").toString())
                .isEqualTo("1");
        String most = event("Big", "\"n\":9223372036854775807");
        api.upload(ai, "[" + most + "," + most + "]");
        api.awaitTotal(ai, Question.realtime("Big"), 2);
        Question big = Question.realtime("Big").with("measure", "sum").with("variable", "n");
        assertThat(api.query(ai, big).text()).contains("\"total\":18446744073709551614");
        assertThat(api.ask(ai, sum.with("variable", "nothing")).emptyReason())
                .isEqualTo("variable.no_numbers");
    }

    @Test
    void whatDoesNotFitIsMarkedAndCounted() {
        String ai = project("keep");
        api.upload(
                ai,
                "[%s,%s,%s]"
                        .formatted(
                                event(EVENT, "\"price\":1"),
                                event(EVENT, "\"price\":\"12\""),
                                event(EVENT, "\"price\":2.5")));
        api.awaitTotal(ai, Question.realtime(EVENT), 3);
        Reply misfits = api.get("/api/projects/" + ai + "/events/" + EVENT + "/misfits");
        assertThat(misfits.text())
                .isEqualTo("[{\"key\":\"price\",\"type\":\"Double\",\"values\":3,\"misfits\":1}]");
        String bad = "/api/projects/" + ai + "/events/" + EVENT + "/misfits?from=2&to=1";
        assertThat(api.get(bad).status()).isEqualTo(400);
        try (Chromium chromium = new Chromium();
                Chromium.Window window = chromium.signedIn(maidian, "zh-CN", 1280, 800)) {
            Page page = window.page();
            page.navigate(maidian.address() + "/#/p/" + ai + "/events");
            page.locator("[data-test=variable-price]").click();
            Locator told = page.locator("[data-test=misfits-price]");
            assertThat(told).hasAttribute("data-misfits", "1");
            assertThat(told).containsText("33.3%");
            page.screenshot(
                    new Page.ScreenshotOptions()
                            .setPath(Product.output("screenshots/zh-misfits.png")));
            told.locator("a").click();
            assertThat(page.locator("[data-test=upload-row]")).hasCount(1);
            assertThat(window.wrong()).isEmpty();
        }
    }
}
