package io.maidian.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Holds docs/guide/settings.md and settings.zh.md equal to the table of settings. */
class SettingsPageTest {
    private static final String HEAD =
            """
            # Settings

            [中文](settings.zh.md)

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
            """;

    private static final String HEAD_ZH =
            """
            # 设置

            [English](settings.md)

            不做任何设置即可运行。一项设置依次取自以下来源，后面的覆盖前面的：

            1. 默认值；
            2. properties 文件：`--config FILE` 指定的文件；未指定时，为数据目录中的 `maidian.properties`（如果有）；
            3. 环境变量：`http.port` 对应 `MAIDIAN_HTTP_PORT`；
            4. 命令行。

            文件中的未知键，或以 `MAIDIAN_` 开头的未知环境变量，都是错误；所有错误会一次全部列出，服务不会启动。大小以 1024 为进制、带单位书写，例如 `64MiB`；
            时长例如 `30s`。Kubernetes 为服务注入的环境变量（`MAIDIAN_SERVICE_HOST`、`MAIDIAN_PORT=tcp://…`）和 `MAIDIAN_JAVA_OPTS` 不受影响。

            本页由 `config.Settings` 中的表生成，两者的一致由测试保证。

            | 键 | 取值 | 默认值 | 含义 |
            |---|---|---|---|
            """;

    @Test
    void thePageShowsWhatTheTableHolds() throws IOException {
        assertPage(
                "settings.md", HEAD + rows(setting -> setting.kind().expected(), Setting::meaning));
    }

    @Test
    void theChinesePageShowsWhatTheTableHolds() throws IOException {
        assertPage(
                "settings.zh.md",
                HEAD_ZH + rows(setting -> setting.kind().expectedZh(), Setting::meaningZh));
    }

    private static void assertPage(String name, String text) throws IOException {
        Path page = Path.of("../docs/guide", name);
        if (Boolean.getBoolean("maidian.rewrite")) {
            Files.createDirectories(page.getParent());
            Files.writeString(page, text);
        }
        assertThat(Files.readString(page))
                .as(
                        "to write it anew: mvn -pl server test -Dtest=SettingsPageTest"
                                + " -Dmaidian.rewrite=true")
                .isEqualTo(text);
    }

    private static String rows(
            Function<Setting<?>, String> expected, Function<Setting<?>, String> meaning) {
        StringBuilder rows = new StringBuilder();
        for (Setting<?> setting : Settings.ALL) {
            rows.append("| `").append(setting.key());
            rows.append("` | ").append(expected.apply(setting));
            String standard = setting.standard();
            rows.append(" | ").append(standard.isEmpty() ? "–" : "`" + standard + "`");
            rows.append(" | ").append(meaning.apply(setting)).append(" |\n");
        }
        return rows.toString();
    }
}
