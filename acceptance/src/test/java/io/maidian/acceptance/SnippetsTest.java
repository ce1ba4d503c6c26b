package io.maidian.acceptance;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.maidian.acceptance.Chromium.Window;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * Every program that «try it» and the guide show is one that runs, and whose event arrives. {@code
 * -Dmaidian.long=true} runs those in Go too, whose compiler is large.
 */
final class SnippetsTest {
    private static final String NASTY_EVENT = "买'\"$HOME`id`\\n";
    private static final String NASTY_KEY = "名'\"$x";
    private static final String NASTY_VALUE = "值'\"$y\\u4e2d😀";
    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

    /** Where a reader puts the project id. */
    private static final String PLACE = "put-your-project-id-here|填写您的项目ID";

    /** Those of programs that need nothing but their language. */
    private static final List<Program> PROGRAMS = programs();

    @AutoClose private static MaidianProcess maidian;
    private static Api api;

    @BeforeAll
    static void start() {
        maidian = MaidianProcess.start(Product.newFolder("snippets-server"));
        api = maidian.api();
    }

    /**
     * A program that a reader runs.
     *
     * @param command which ends with its file's name
     */
    private record Program(String language, List<String> command) {}

    private static List<Program> programs() {
        List<Program> programs = new ArrayList<>();
        programs.add(new Program("curl", List.of("bash", "upload.sh")));
        programs.add(new Program("python", List.of("python3", "upload.py")));
        programs.add(new Program("node", List.of("node", "upload.js")));
        programs.add(new Program("php", List.of("php", "upload.php")));
        programs.add(new Program("java", List.of(JAVA.toString(), "Upload.java")));
        if (Boolean.getBoolean("maidian.long")) {
            programs.add(new Program("go", List.of("go", "run", "upload.go")));
        }
        return programs;
    }

    @Test
    void theProgramsOfThePageRunAndAreAccepted() throws IOException {
        String ai = api.createProject("snippets");
        try (Chromium chromium = new Chromium();
                Window window = tryPage(chromium, ai)) {
            Page page = window.page();
            Path folder = Product.newFolder("snippets");
            for (Program program : PROGRAMS) {
                assertThat(runShown(page, program, folder))
                        .as(program.language())
                        .contains("\"accepted\":1");
            }
            page.selectOption(test("try-codec-Content-Encoding"), "gzip");
            for (Program program : PROGRAMS) {
                assertThat(runShown(page, program, folder))
                        .as(program.language())
                        .contains("\"accepted\":1");
            }
            int sent = 2 * PROGRAMS.size();
            assertThat(api.awaitTotal(ai, Question.realtime(NASTY_EVENT), sent).total())
                    .isEqualTo(sent);
            assertThat(window.wrong()).isEmpty();
        }
        for (JsonNode upload : api.uploads(ai, 50)) {
            assertThat(upload.requiredAt("/events/0/variables").get(NASTY_KEY).stringValue())
                    .isEqualTo(NASTY_VALUE);
            assertThat(upload.requiredAt("/events/0/variables/big").longValue())
                    .isEqualTo(9_007_199_254_740_993L);
        }
    }

    @Test
    void theProgramsThatBearEncodedBytesSendThem() throws IOException {
        String ai = api.createProject("bytes");
        try (Chromium chromium = new Chromium();
                Window window = tryPage(chromium, ai)) {
            Page page = window.page();
            page.selectOption(test("try-codec-Content-Encoding"), "zstd");
            page.selectOption(test("try-codec-X-Compress-Codec"), "2");
            page.selectOption(test("try-codec-X-Crypt-Codec"), "1");
            page.selectOption(test("try-codec-X-Encode-Codec"), "1");
            Path folder = Product.newFolder("snippets");
            for (Program program : PROGRAMS) {
                // The same bytes and stm: what one program sent is a retry of another's.
                assertThat(runShown(page, program, folder))
                        .as(program.language())
                        .containsPattern("\"(accepted|duplicate)\":1")
                        .contains("\"rejected\":0");
            }
            api.awaitTotal(ai, Question.realtime(NASTY_EVENT), 1);
            assertThat(window.wrong()).isEmpty();
        }
    }

    @Test
    void theProgramWithTheSdkOfThePageRuns() throws IOException {
        String ai = api.createProject("sdk");
        try (Chromium chromium = new Chromium();
                Window window = tryPage(chromium, ai)) {
            String program = shown(window.page(), "java-sdk");
            String properties =
                    program.lines()
                            .filter(line -> line.startsWith("//   "))
                            .map(line -> line.substring(5))
                            .collect(Collectors.joining("\n"));
            runWithSdk(properties, program);
            api.awaitTotal(ai, Question.realtime(NASTY_EVENT), 1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"docs/guide/first-event.md", "docs/guide/first-event.zh.md"})
    void theProgramsOfTheGuideRunAndAreAccepted(String name) throws IOException {
        Guide guide = Guide.of(name);
        String ai = api.createProject(name.substring(name.lastIndexOf('/') + 1));
        Path folder = Product.newFolder("guide");
        Map<String, String> fences = Map.of("node", "js");
        int sent = 0;
        for (Program program : PROGRAMS) {
            if (program.language().equals("java")) {
                continue;
            }
            String text =
                    program.language().equals("curl")
                            ? guide.beginning("curl -i ")
                            : filledIn(
                                    guide.in(
                                            fences.getOrDefault(
                                                    program.language(), program.language())),
                                    ai);
            // What the guide shows for Node awaits at the top, as modules do.
            String told =
                    program.language().equals("node")
                            ? run(List.of("node", "upload.mjs"), text, folder, ai)
                            : run(program.command(), text, folder, ai);
            assertThat(told)
                    .as(program.language())
                    .contains("200")
                    .containsPattern("accepted\"?: ?1\\b");
            sent++;
        }
        String java = guide.in("java");
        String imports =
                java.lines()
                        .filter(line -> line.startsWith("import "))
                        .collect(Collectors.joining("\n"));
        String rest =
                java.lines()
                        .filter(line -> !line.startsWith("import "))
                        .collect(Collectors.joining("\n"));
        runWithSdk(
                filledIn(guide.in("properties"), ai),
                """
                %s
                public class Upload {
                    public static void main(String[] args) throws Exception {
                %s
                        Thread.sleep(3000);
                        System.exit(0);
                    }
                }
                """
                        .formatted(imports, rest));
        sent++;
        assertThat(api.awaitTotal(ai, Question.realtime("BuyProduct"), sent).total())
                .isEqualTo(sent);
    }

    /** The page with an event composed that no language's quotes survive unescaped. */
    private static Window tryPage(Chromium chromium, String ai) {
        Window window = chromium.signedIn(maidian, "en-US", 1280, 800);
        Page page = window.page();
        page.navigate(maidian.address() + "/#/p/" + ai + "/try");
        page.locator(test("try-key-0")).fill(NASTY_EVENT);
        page.locator(test("try-add-variable-0")).click();
        page.locator(test("try-variable-key-0-0")).fill(NASTY_KEY);
        page.locator(test("try-variable-value-0-0")).fill(NASTY_VALUE);
        page.locator(test("try-add-variable-0")).click();
        page.locator(test("try-variable-key-0-1")).fill("big");
        page.selectOption(test("try-variable-type-0-1"), "Number");
        page.locator(test("try-variable-value-0-1")).fill("9007199254740993");
        return window;
    }

    private static String shown(Page page, String language) {
        page.locator(test("snippet-option-" + language)).click();
        // The bytes of what was composed last are ready a moment later.
        assertThat(page.locator(test("snippet")))
                .hasAttribute("data-wire", Pattern.compile("[1-9]\\d+"));
        return page.locator(test("snippet")).textContent();
    }

    private static String runShown(Page page, Program program, Path folder) throws IOException {
        return run(program.command(), shown(page, program.language()), folder, "");
    }

    /** Runs a program from a file, and tells what it said. */
    private static String run(List<String> command, String program, Path folder, String ai)
            throws IOException {
        Path file = folder.resolve(command.getLast());
        Files.writeString(file, program);
        List<String> all = new ArrayList<>(command);
        all.set(all.size() - 1, file.toString());
        Product.Ended ended =
                Product.awaitEnd(
                        Product.start(
                                all, Map.of("AI", ai, "MAIDIAN", maidian.address().toString())));
        assertThat(ended.status()).as("%s: %s", command, ended).isZero();
        return String.join("\n", ended.said());
    }

    private static void runWithSdk(String properties, String program) throws IOException {
        Path folder = Product.newFolder("sdk");
        Files.writeString(folder.resolve("gio.properties"), properties);
        String classPath = folder + ":" + System.getProperty("java.class.path");
        run(List.of(JAVA.toString(), "-cp", classPath, "Upload.java"), program, folder, "");
    }

    private static String filledIn(String program, String ai) {
        String address = maidian.address().toString();
        assertThat(program).contains("http://127.0.0.1:8080").containsPattern(PLACE);
        return program.replace("http://127.0.0.1:8080", address).replaceAll(PLACE, ai);
    }

    private static String test(String name) {
        return "[data-test='" + name + "']";
    }
}
