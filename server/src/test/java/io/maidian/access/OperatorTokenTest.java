package io.maidian.access;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperatorTokenTest {
    @TempDir Path folder;
    private final FolderDisk disk = new FolderDisk();
    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("admin.token");
    }

    @Test
    void aNewTokenHas256BitsAndIsTheOwnersAlone() throws IOException {
        OperatorToken token = OperatorToken.loadOrCreate(disk, file);
        String written = Files.readString(file);
        assertThat(written).matches("[0-9A-Za-z_-]{43}\n");
        assertThat(mode()).isEqualTo("rw-------");
        assertThat(token.matches(written.strip())).isTrue();
    }

    @Test
    void theTokenStaysTheSameOverRestarts() throws IOException {
        OperatorToken.loadOrCreate(disk, file);
        String written = Files.readString(file);
        assertThat(OperatorToken.loadOrCreate(disk, file).matches(written.strip())).isTrue();
        assertThat(Files.readString(file)).isEqualTo(written);
        assertThat(disk.replaced).hasSize(1);
    }

    @Test
    void onlyTheWholeTokenMatches() throws IOException {
        OperatorToken token = OperatorToken.loadOrCreate(disk, file);
        String right = Files.readString(file).strip();
        for (String wrong : new String[] {"", right + "x", right.substring(1), " " + right, "令"}) {
            assertThat(token.matches(wrong)).isFalse();
        }
    }

    @Test
    void anOperatorMayBringATokenAlong() throws IOException {
        disk.replace(file, ("own-" + "x".repeat(40) + "\r\n").getBytes(US_ASCII), true);
        assertThat(OperatorToken.loadOrCreate(disk, file).matches("own-" + "x".repeat(40)))
                .isTrue();
    }

    @Test
    void aTokenThatOthersCouldReadIsMadeTheOwnersAlone() throws IOException {
        OperatorToken.loadOrCreate(disk, file);
        String written = Files.readString(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(OperatorToken.loadOrCreate(disk, file).matches(written.strip())).isTrue();
        assertThat(mode()).isEqualTo("rw-------");
        assertThat(Files.readString(file)).isEqualTo(written);
    }

    @Test
    void aTokenThatCouldBeGuessedIsRefusedWithWhatToDoAndNotShown() throws IOException {
        for (String bad : new String[] {"", "hunter2", "令牌".repeat(40), "x".repeat(300)}) {
            Files.writeString(file, bad);
            assertThatThrownBy(() -> OperatorToken.loadOrCreate(disk, file))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("delete the file")
                    .hasMessageNotContaining("hunter2");
        }
    }

    private String mode() throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
