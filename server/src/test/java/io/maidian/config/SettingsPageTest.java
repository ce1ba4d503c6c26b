package io.maidian.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Holds docs/guide/settings.md equal to the table of settings. */
class SettingsPageTest {
    private static final Path PAGE = Path.of("../docs/guide/settings.md");

    @Test
    void thePageShowsWhatTheTableHolds() throws IOException {
        if (Boolean.getBoolean("maidian.rewrite")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, page());
        }
        assertThat(Files.readString(PAGE))
                .as(
                        "to write it anew: mvn -pl server test -Dtest=SettingsPageTest"
                                + " -Dmaidian.rewrite=true")
                .isEqualTo(page());
    }

    private static String page() {
        StringBuilder page =
                new StringBuilder(
                        """
                        # Settings

                        Maidian needs none. A setting is taken from, in rising order:

                        1. its default,
                        2. a properties file: the one that `--config FILE` names, else `maidian.properties` in the data folder, if it is there,
                        3. the environment: `MAIDIAN_HTTP_PORT` for `http.port`,
                        4. the command line.

                        A key that is unknown, in the file or in a variable that begins with `MAIDIAN_`, is an error; all errors are shown together and the
                        server does not start. Sizes are written with a unit of 1,024, as `64MiB`, times as `30s`. What Kubernetes puts into the environment for a
                        service (`MAIDIAN_SERVICE_HOST`, `MAIDIAN_PORT=tcp://…`) and `MAIDIAN_JAVA_OPTS` are left alone.

                        This page is made from the table in `config.Settings`; a test holds the two equal.

                        | key | expected | default | meaning |
                        |---|---|---|---|
                        """);
        for (Setting<?> setting : Settings.ALL) {
            page.append("| `").append(setting.key());
            page.append("` | ").append(setting.kind().expected());
            page.append(" | `").append(setting.standard());
            page.append("` | ").append(setting.meaning()).append(" |\n");
        }
        return page.toString();
    }
}
