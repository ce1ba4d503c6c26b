package io.maidian;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.maidian.config.Extremes;
import io.maidian.config.InvalidConfigException;
import io.maidian.config.ServerConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OptionsTest {
    @TempDir Path folder;

    @Test
    void whatTheSettingsLetThroughEveryPartTakes() throws Exception {
        assertTaken(load(Extremes.least()));
        assertTaken(load(Extremes.greatest()));
    }

    private static void assertTaken(ServerConfig config) {
        assertThatCode(() -> Options.http(config, null)).doesNotThrowAnyException();
        assertThatCode(() -> Options.log(config)).doesNotThrowAnyException();
        assertThatCode(() -> Options.intake(config)).doesNotThrowAnyException();
        assertThatCode(() -> Options.store(config)).doesNotThrowAnyException();
    }

    private ServerConfig load(Map<String, String> settings) throws InvalidConfigException {
        Map<String, String> all = new HashMap<>(settings);
        all.put("data", folder.toString());
        return ServerConfig.load(null, Map.of(), all);
    }
}
