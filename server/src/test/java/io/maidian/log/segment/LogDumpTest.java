package io.maidian.log.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.disk.FileDisk;
import io.maidian.log.segment.LogFiles.Written;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogDumpTest {
    @TempDir Path folder;

    private final StringBuilder out = new StringBuilder();
    private Written log = new Written(List.of());

    @BeforeEach
    void write() throws IOException {
        log = LogFiles.write(folder, 200, "{\"n\":\"买\"}", "{\"n\":\"b\"}", "x".repeat(150), "{}");
    }

    private LogDump.Summary dump(long from, long limit) throws IOException {
        return new LogDump(new FileDisk(), folder, out).print(from, limit);
    }

    @Test
    void printsGroupsAndRecordsOfAllSegments() throws IOException {
        assertThat(dump(0, Long.MAX_VALUE)).isEqualTo(new LogDump.Summary(4, 4, 0));
        assertThat(out.toString())
                .isEqualTo(
                        """
                        group position=0 entries=1 bytes=52 ok
                          0 EVENT {"n":"买"}
                        group position=52 entries=1 bytes=50 ok
                          0 EVENT {"n":"b"}
                        group position=102 entries=1 bytes=191 ok
                          0 EVENT %s
                        group position=293 entries=1 bytes=43 ok
                          0 EVENT {}
                        """
                                .formatted("x".repeat(150)));
    }

    @Test
    void startsInsideAGroupAndEndsAtTheLimit() throws IOException {
        assertThat(dump(60, 2)).isEqualTo(new LogDump.Summary(2, 2, 0));
        assertThat(out)
                .startsWith("group position=52 ")
                .contains("position=102")
                .doesNotContain("293");
    }

    @Test
    void tellsDamageAndGoesOnBehindIt() throws IOException {
        LogFiles.flip(log.files().getFirst(), 24 + 40);
        assertThat(dump(0, Long.MAX_VALUE)).isEqualTo(new LogDump.Summary(3, 3, 1));
        assertThat(out).contains("DAMAGED").contains(log.files().getFirst() + " at offset 24:");
    }

    @Test
    void aTailThatIsNotWholeIsNoDamage() throws IOException {
        Path last = log.files().getLast();
        LogFiles.cut(last, Files.size(last) - 1);
        long sizeBefore = Files.size(last);
        assertThat(dump(0, Long.MAX_VALUE)).isEqualTo(new LogDump.Summary(3, 3, 0));
        assertThat(out).contains("tail position=293 bytes=42 not (yet) whole");
        assertThat(Files.size(last)).isEqualTo(sizeBefore);
    }

    @Test
    void zerosAheadOfTheNextGroupAreNothing() throws IOException {
        LogFiles.addTo(log.files().getLast(), new byte[100_000]);
        assertThat(dump(0, Long.MAX_VALUE)).isEqualTo(new LogDump.Summary(4, 4, 0));
        assertThat(out).doesNotContain("tail");
    }

    @Test
    void controlCharactersAreEscaped() throws IOException {
        Path other = folder.resolve("other");
        LogFiles.write(other, 1_000, "a\n\u001b[2Jb");
        new LogDump(new FileDisk(), other, out).print(0, 10);
        assertThat(out).contains("0 EVENT a\\u000a\\u001b[2Jb\n");
    }

    @Test
    void anEmptyOrMissingFolderPrintsNothing() throws IOException {
        assertThat(new LogDump(new FileDisk(), folder.resolve("none"), out).print(0, 10))
                .isEqualTo(new LogDump.Summary(0, 0, 0));
        assertThat(out).isEmpty();
    }
}
