package io.maidian.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessFilesTest {
    private static final long SELF = ProcessHandle.current().pid();

    @Test
    void aRunningProcessTellsWhatItUses() throws Exception {
        assertThat(ProcessFiles.residentBytes(SELF)).isGreaterThan(1_000_000);
        assertThat(ProcessFiles.processorTime(SELF)).isPositive();
        assertThat(ProcessFiles.threads(SELF)).isNotEmpty();
    }

    @Test
    void aProcessThatHasEndedUsedNothing() throws Exception {
        Process process = new ProcessBuilder("true").start();
        process.waitFor();
        assertThat(ProcessFiles.processorTime(process.pid())).isZero();
    }

    @Test
    void aLongCommandLineIsReadWhole() throws Exception {
        String longWord = "x".repeat(10_000);
        Process process = new ProcessBuilder("tail", "-f", "/dev/null", longWord).start();
        try {
            assertThat(ProcessFiles.commandLine(process.pid()))
                    .containsExactly("tail", "-f", "/dev/null", longWord);
        } finally {
            process.destroy();
        }
    }

    @Test
    void aFolderIsAsLargeAsItsFiles(@TempDir Path folder) throws Exception {
        Files.write(folder.resolve("a"), new byte[10]);
        Files.write(Files.createDirectory(folder.resolve("b")).resolve("c"), new byte[5]);
        assertThat(ProcessFiles.folderBytes(folder)).isEqualTo(15);
    }
}
