package io.maidian.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PgbenchLogTest {
    @Test
    void eachLineIsATransactionAndItsTime(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("log.1"), "0 1 500000 3 100 500000\n1 1 700000 0 101 0\n");
        Files.writeString(folder.resolve("log.1.1"), "2 1 900000 0 102 0\n");
        Peer.Uploaded uploaded = PgbenchLog.read(folder);
        assertThat(uploaded.seconds()).isEqualTo(2);
        assertThat(uploaded.report().acknowledged()).isEqualTo(3);
        assertThat(uploaded.report().maxMicros()).isBetween(900_000L, 901_000L);
    }

    @Test
    void aLogWithoutTransactionsIsNoMeasurement(@TempDir Path folder) {
        assertThatExceptionOfType(BenchFailure.class).isThrownBy(() -> PgbenchLog.read(folder));
    }
}
