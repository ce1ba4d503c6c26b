package io.maidian.log.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kinds of damage by name, and what opening makes of each. The log under test has two segments, of
 * the groups a (offset 24 to 66) and b (66 to 108), and c and d (likewise).
 */
class LogDamageTest {
    private static final int GROUP = 42;
    private static final int HEADER = 24;

    @TempDir Path temporary;

    /** Harms the files of a log. */
    private interface Harm {
        void to(Path folder, Path first, Path last) throws IOException;
    }

    /** A kind of damage: what is left, or words of the refusal. */
    private record Kind(String name, Harm harm, String left, List<String> refusal) {
        static Kind left(String name, String left, Harm harm) {
            return new Kind(name, harm, left, List.of());
        }

        static Kind refused(String name, Harm harm, String... words) {
            return new Kind(name, harm, "", List.of(words));
        }
    }

    @TestFactory
    Stream<DynamicTest> eachKindOfDamage() {
        return Stream.concat(harmless(), harmful())
                .map(kind -> DynamicTest.dynamicTest(kind.name(), () -> check(kind)));
    }

    private static Stream<Kind> harmless() {
        return Stream.of(
                Kind.left("no damage", "abcd", (_, _, _) -> {}),
                Kind.left("torn tail", "abc", (_, _, last) -> shorten(last, 1)),
                Kind.left("torn in the header", "abc", (_, _, last) -> shorten(last, GROUP - 5)),
                Kind.left("zeros behind the last group", "abcd", (_, _, last) -> add(last, 5_000)),
                Kind.left("garbage behind the last group", "abcd", (_, _, l) -> garbage(l)),
                Kind.left(
                        "zero-filled tail", "abc", (_, _, last) -> zero(last, HEADER + GROUP + 9)),
                Kind.left(
                        "flipped bit in the last group",
                        "abc",
                        (_, _, last) -> LogFiles.flip(last, HEADER + 2 * GROUP - 1)),
                Kind.left(
                        "last segment without groups", "ab", (_, _, l) -> LogFiles.cut(l, HEADER)),
                Kind.left(
                        "last segment with half a header", "ab", (_, _, l) -> LogFiles.cut(l, 10)),
                Kind.left("empty last segment", "ab", (_, _, last) -> LogFiles.cut(last, 0)),
                Kind.left("zeros for the last header", "ab", (_, _, last) -> zeroHeader(last)),
                Kind.left(
                        "another file in the folder",
                        "abcd",
                        (folder, _, _) -> Files.writeString(folder.resolve("notes.txt"), "hello")));
    }

    private static Stream<Kind> harmful() {
        return Stream.of(
                Kind.refused(
                        "flipped bit in the middle",
                        (_, _, last) -> LogFiles.flip(last, HEADER + 30),
                        "00000000000000000084.log at offset 24",
                        "checksum"),
                Kind.refused(
                        "flipped length in the middle",
                        (_, _, last) -> LogFiles.flip(last, HEADER + 16),
                        "00000000000000000084.log at offset 24"),
                Kind.refused(
                        "middle zeroed",
                        (_, _, last) -> {
                            byte[] bytes = Files.readAllBytes(last);
                            Arrays.fill(bytes, HEADER, HEADER + GROUP, (byte) 0);
                            Files.write(last, bytes);
                        },
                        "00000000000000000084.log at offset 24"),
                Kind.refused(
                        "missing segment",
                        (folder, _, _) -> {
                            LogFiles.write(folder, 100, "e", "f");
                            Files.delete(folder.resolve("00000000000000000084.log"));
                        },
                        "00000000000000000000.log at offset 108",
                        "00000000000000000168.log",
                        "a segment is missing or cut off"),
                Kind.refused(
                        "first segment cut off",
                        (_, first, _) -> shorten(first, 1),
                        "00000000000000000000.log at offset 107"),
                Kind.refused(
                        "foreign file",
                        (_, _, last) -> Files.writeString(last, "something else ".repeat(9)),
                        "00000000000000000084.log at offset 0",
                        "not a segment"),
                Kind.refused(
                        "flipped bit in a file's header",
                        (_, first, _) -> LogFiles.flip(first, 13),
                        "00000000000000000000.log at offset 0",
                        "header is damaged"),
                Kind.refused(
                        "renamed segment",
                        (folder, first, last) -> {
                            Files.delete(first);
                            Files.move(last, folder.resolve("00000000000000000085.log"));
                        },
                        "says that it starts at 84"),
                Kind.refused(
                        "half a header without a segment before",
                        (_, first, last) -> {
                            Files.delete(first);
                            LogFiles.cut(last, 10);
                        },
                        "00000000000000000084.log at offset 0"),
                Kind.refused(
                        "newer format of a file",
                        (_, _, last) -> newer(last, 0, 11, 20),
                        "newer version of Maidian"),
                Kind.refused(
                        "newer format of a group",
                        (_, _, last) -> newer(last, HEADER + GROUP, 3, 24),
                        "00000000000000000084.log at offset 66",
                        "newer version of Maidian"));
    }

    private void check(Kind kind) throws IOException {
        Path folder = Files.createTempDirectory(temporary, "log");
        List<Path> files = LogFiles.write(folder, 100, "a", "b", "c", "d").files();
        assertThat(files).hasSize(2);
        kind.harm().to(folder, files.getFirst(), files.getLast());
        if (kind.refusal().isEmpty()) {
            List<String> left = kind.left().chars().mapToObj(Character::toString).toList();
            assertThat(LogFiles.recovered(folder)).isEqualTo(left);
            assertThat(LogFiles.recovered(folder)).isEqualTo(left);
            LogFiles.write(folder, 100, "next");
            assertThat(LogFiles.recovered(folder)).hasSize(left.size() + 1).endsWith("next");
        } else {
            List<ByteBuffer> before = contents(folder);
            assertThatThrownBy(() -> LogFiles.recovered(folder))
                    .isInstanceOf(IOException.class)
                    .message()
                    .contains(kind.refusal())
                    .doesNotContain("\n");
            assertThat(contents(folder)).as("changed by a refused start").isEqualTo(before);
        }
    }

    @Test
    void damageInAnOlderSegmentIsToldWhenItIsRead() throws IOException {
        List<Path> files = LogFiles.write(temporary, 100, "a", "b", "c", "d").files();
        LogFiles.flip(files.getFirst(), HEADER + GROUP + 35);
        assertThatThrownBy(() -> LogFiles.recovered(temporary))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("00000000000000000000.log at offset 66");
    }

    private static List<ByteBuffer> contents(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<ByteBuffer> all = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                all.add(ByteBuffer.wrap(Files.readAllBytes(file)));
            }
            return all;
        }
    }

    private static void shorten(Path file, int by) throws IOException {
        LogFiles.cut(file, Files.size(file) - by);
    }

    private static void add(Path file, int zeros) throws IOException {
        LogFiles.addTo(file, new byte[zeros]);
    }

    private static void garbage(Path file) throws IOException {
        LogFiles.addTo(file, "MDG\u0001MDG\u0001 garbage MDG".getBytes(StandardCharsets.UTF_8));
    }

    private static void zero(Path file, int from) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, from, bytes.length, (byte) 0);
        Files.write(file, bytes);
    }

    private static void zeroHeader(Path file) throws IOException {
        Files.write(file, new byte[HEADER]);
    }

    /** Raises a version and makes the checksum right again. */
    private static void newer(Path file, int headerAt, int versionAt, int crcAt)
            throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[headerAt + versionAt] = 2;
        CRC32C crc = new CRC32C();
        crc.update(bytes, headerAt, crcAt);
        if (headerAt > 0) {
            crc.update(bytes, headerAt + 28, bytes.length - headerAt - 28);
        }
        ByteBuffer.wrap(bytes).putInt(headerAt + crcAt, (int) crc.getValue());
        Files.write(file, bytes);
    }
}
