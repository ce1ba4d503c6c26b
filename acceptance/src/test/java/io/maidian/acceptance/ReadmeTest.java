package io.maidian.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the README tells a reader to type is what works. */
final class ReadmeTest {
    private static final String ADDRESS = "127.0.0.1:8080";
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)[^)]*\\)");
    private static final Pattern OPTIONS = Pattern.compile("^\\./run ((?:--\\w+ \\S+ ?)+)");

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "README.zh.md"})
    void itsCurlLineUploadsAnEventEachTimeThatItIsPasted(String name) {
        String curl = Guide.of(name).beginning("curl ");
        assertThat(curl).contains(ADDRESS, "$AI");
        try (MaidianProcess maidian = MaidianProcess.start(Product.newFolder("readme"))) {
            String line = curl.replace(ADDRESS, "127.0.0.1:" + maidian.port());
            for (int i = 0; i < 2; i++) {
                Product.Ended pasted =
                        Product.awaitEnd(
                                Product.start(
                                        List.of("bash", "-c", line),
                                        Map.of("AI", maidian.demoAi())));
                assertThat(pasted.status()).as("%s", pasted).isZero();
                assertThat(String.join("", pasted.out()))
                        .contains("\"accepted\":1", "\"warned\":0");
            }
            Question bought = Question.realtime("BuyProduct");
            assertThat(maidian.api().awaitTotal(maidian.demoAi(), bought, 2).total()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "README.zh.md"})
    void itsOptionsAreTaken(String name) {
        Matcher options = OPTIONS.matcher(Guide.of(name).beginning("./run --"));
        assertThat(options.find()).isTrue();
        Path data = Product.newFolder("readme");
        List<String> arguments = new ArrayList<>(List.of("serve"));
        String[] given = options.group(1).strip().split("\\s+");
        for (int i = 0; i < given.length; i += 2) {
            String value = given[i + 1];
            arguments.add(given[i]);
            arguments.add(
                    switch (given[i]) {
                        case "--port" -> "0";
                        case "--data" -> data.toString();
                        default -> value;
                    });
        }
        assertThat(arguments).contains("--port", "--host", "--data");
        try (MaidianProcess maidian = MaidianProcess.start(data, Product.start(arguments))) {
            assertThat(maidian.api().get("/").status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "README.zh.md"})
    void whatItLinksToAndTheScriptsThatItNamesAreThere(String name) {
        Matcher link = LINK.matcher(Guide.of(name).text());
        int links = 0;
        while (link.find()) {
            if (URI.create(link.group(1)).getScheme() == null) {
                assertThat(Product.source(link.group(1))).exists();
                links++;
            }
        }
        assertThat(links).isGreaterThan(3);
        for (String script : List.of("run", "test", "maidian")) {
            assertThat(Product.source(script)).isExecutable();
        }
    }
}
