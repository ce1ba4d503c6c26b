package io.maidian.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maidian.disk.FileDisk;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a ledger says, it says for good. */
class LedgerFileTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/ledger-v1.ndjson");
    private static final Run RUN =
            new Run(
                    "1a2b3c4d",
                    URI.create("http://127.0.0.1:8080"),
                    "0a1b2c3d4e5f6789",
                    "maidian_ledger",
                    1_795_431_440_000L);

    @TempDir Path folder;

    private Path file() {
        return folder.resolve("ledger.ndjson");
    }

    private LedgerFile create() throws IOException {
        return LedgerFile.create(new FileDisk(), file(), RUN, System::nanoTime);
    }

    @Test
    void theFileIsAsItsFormatSays() throws IOException {
        try (LedgerFile ledger = create()) {
            assertThat(ledger.take(1)).isZero();
            assertThat(ledger.take(6)).isEqualTo(1);
            ledger.add(Entry.answered(0, 3, List.of(0L, 2L), "06Q5G3ZVA0000000000000000A"));
            ledger.add(
                    Entry.notStored(
                            Fate.UNANSWERED,
                            4,
                            5,
                            "java.net.http.HttpTimeoutException: request timed out"));
            ledger.add(Entry.notStored(Fate.REFUSED, 6, 6, "503 server.no_space"));
            ledger.add(Entry.answered(4, 4, List.of(), "06Q5G3ZVA0000000000000000B"));
        }
        assertThat(Files.readAllLines(file())).isEqualTo(Files.readAllLines(GOLDEN));
    }

    @Test
    void theGoldenFileIsReadAsItWasMeant() throws IOException {
        Account.Kept kept = Account.read(GOLDEN);
        assertThat(kept.run()).isEqualTo(RUN);
        Account account = kept.account();
        assertThat(account.size()).isEqualTo(100_001);
        assertThat(List.of(0, 1, 2, 3, 4, 5, 6, 7))
                .extracting(account::fate)
                .containsExactly(
                        Fate.REJECTED,
                        Fate.ACKNOWLEDGED,
                        Fate.REJECTED,
                        Fate.ACKNOWLEDGED,
                        Fate.ACKNOWLEDGED,
                        Fate.UNANSWERED,
                        Fate.REFUSED,
                        Fate.RESERVED);
    }

    @Test
    void aLineThatIsHalfThereIsLeftOut() throws IOException {
        Files.copy(GOLDEN, file());
        Files.writeString(file(), "{\"fate\":\"acknowl", StandardOpenOption.APPEND);
        assertThat(Account.read(file()).account().size()).isEqualTo(100_001);
        Files.writeString(file(), "\n{\"reserved\":5}\n", StandardOpenOption.APPEND);
        assertThatThrownBy(() -> Account.read(file())).hasMessageContaining("acknowl");
    }

    @Test
    void aLedgerIsNeverWrittenOver() throws IOException {
        create().close();
        assertThatThrownBy(this::create).hasMessageContaining("already");
    }

    @Test
    void whatIsNoLedgerIsSaidToBeNone() throws IOException {
        Files.writeString(file(), "{\"ledger\":2}\n");
        assertThatThrownBy(() -> Account.read(file())).hasMessageContaining("not a ledger");
        Files.writeString(file(), "");
        assertThatThrownBy(() -> Account.read(file())).hasMessageContaining("empty");
    }
}
