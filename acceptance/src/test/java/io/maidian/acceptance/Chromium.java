package io.maidian.acceptance;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The machine's own Chromium, without a window. For one thread. */
final class Chromium implements AutoCloseable {
    private static final int WAIT_MILLIS = 15_000;
    private final Playwright playwright;
    private final Browser browser;

    Chromium() {
        playwright =
                Playwright.create(
                        new Playwright.CreateOptions()
                                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser =
                playwright
                        .chromium()
                        .launch(
                                new BrowserType.LaunchOptions()
                                        .setExecutablePath(executable())
                                        .setArgs(
                                                List.of(
                                                        "--headless",
                                                        "--no-sandbox",
                                                        "--disable-gpu",
                                                        "--disable-quic",
                                                        "--no-first-run",
                                                        "--disable-background-networking",
                                                        "--disable-component-update",
                                                        "--disable-sync")));
    }

    private static Path executable() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "chromium"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() ->
                        new IllegalStateException(
                                "There is no chromium in PATH: install it (on Debian: apt-get install chromium fonts-noto-cjk)."));
    }

    /** A window that is signed in by the operator's token. */
    Window signedIn(MaidianProcess maidian, String locale, int width, int height) {
        Window window = open(locale, width, height);
        Page page = window.page();
        page.navigate(maidian.address() + "/#/signin");
        page.locator("[data-test=signin-token]").fill(maidian.token());
        page.locator("[data-test=signin-submit]").click();
        assertThat(page.locator("[data-test=nav-events]")).isVisible();
        // Before sign-in the page has asked who is signed in, and the browser notes the 401.
        window.wrong().removeIf(line -> line.contains("status of 401"));
        return window;
    }

    /** A window with nothing in common with others; what goes wrong in it is kept. */
    Window open(String locale, int width, int height) {
        BrowserContext context =
                browser.newContext(
                        new Browser.NewContextOptions()
                                .setLocale(locale)
                                .setTimezoneId("Asia/Shanghai")
                                .setViewportSize(width, height));
        context.setDefaultTimeout(WAIT_MILLIS);
        List<String> wrong = new ArrayList<>();
        Page page = context.newPage();
        page.onPageError(error -> wrong.add("page error: " + error));
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                wrong.add("console: " + message.text() + " at " + message.location());
            }
        });
        page.onResponse(response -> {
            if (response.status() >= 500) {
                wrong.add(response.status() + " " + response.url());
            }
        });
        return new Window(context, page, wrong);
    }

    /**
     * One window of the browser.
     *
     * @param wrong errors of the page, of its console and of the server, so far
     */
    record Window(BrowserContext context, Page page, List<String> wrong) implements AutoCloseable {
        @Override
        public void close() {
            context.close();
        }
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
