package io.maidian.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maidian.log.LogPosition;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A manifest is read as docs/formats/backup.md says, and nothing else is taken for one. */
class BackupManifestTest {
    private static final String SUM =
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static final BackupManifest MANIFEST =
            new BackupManifest(
                    "0.1.0",
                    1_700_000_000_000L,
                    new LogPosition(0),
                    new LogPosition(300),
                    new LogPosition(200),
                    List.of(
                            new BackupManifest.Entry(
                                    "log/00000000000000000000.log-324",
                                    "log/00000000000000000000.log",
                                    324,
                                    SUM,
                                    false),
                            new BackupManifest.Entry(
                                    "keys/retry.key-e3b0c44298fc1c14", "retry.key", 0, SUM, true)));

    private static byte[] golden() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(
                        BackupManifestTest.class.getResourceAsStream(
                                "/golden/backup-manifest-v1.json"))) {
            return in.readAllBytes();
        }
    }

    /** The golden file is never made again. */
    @Test
    void theFirstFormatIsReadForEver() throws IOException {
        assertThat(BackupManifest.parse(golden())).isEqualTo(MANIFEST);
    }

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        assertThat(BackupManifest.parse(MANIFEST.json())).isEqualTo(MANIFEST);
    }

    @Test
    void aNewerFormatIsRefusedByName() throws IOException {
        String newer = text(golden()).replaceFirst("\"format\" *: *1", "\"format\":2");
        assertThatThrownBy(() -> BackupManifest.parse(newer.getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("format 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "/etc/passwd", "a/b/c", "a//b", "", "log/..", "a\\b", "~/x"})
    void aPathThatLeadsOutOfTheFolderIsRefused(String path) throws IOException {
        String forged = text(golden()).replace("\"retry.key\"", "\"" + path + "\"");
        assertThatThrownBy(() -> BackupManifest.parse(forged.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{}", "not json", "{\"format\":1}"})
    void whatIsNoManifestIsRefused(String text) {
        assertThatThrownBy(() -> BackupManifest.parse(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IOException.class)
                .message()
                .doesNotContain("\n");
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
