package io.maidian.log.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maidian.ops.Health;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The table of docs/formats/log-segment.md: kinds of damage by name, and what is made of each. The
 * log under test has two segments, of the groups a (offset 24 to 66) and b (66 to 108), and c and d
 * (likewise). It was closed in good order, so its end is noted, except where the name says that it
 * is not.
 */
class LogDamageTest {
    private static final int GROUP = 42;
    private static final int HEADER = 24;
    private static final String FIRST = "00000000000000000000";
    private static final String LAST = "00000000000000000084";

    @TempDir Path temporary;

    /** Harms the files of a log. */
    private interface Harm {
        void to(Path folder, Path first, Path last) throws IOException;
    }

    /**
     * A kind of damage.
     *
     * @param left the groups that are served
     * @param kept names of what is set aside
     * @param refusal words of the refusal, where the log is not opened
     */
    private record Kind(
            String name, Harm harm, String left, List<String> kept, List<String> refusal) {
        static Kind served(String name, Harm harm, String left, String... kept) {
            return new Kind(name, harm, left, List.of(kept), List.of());
        }

        /** As {@link #served}, of a log whose end was not noted before. */
        static Kind unnoted(String name, Harm harm, String left, String... kept) {
            Harm both =
                    (folder, first, last) -> {
                        LogFiles.forgetEnd(folder);
                        harm.to(folder, first, last);
                    };
            return served(name + ", its end not noted", both, left, kept);
        }

        static Kind refused(String name, Harm harm, String... words) {
            return new Kind(name, harm, "", List.of(), List.of(words));
        }
    }

    @TestFactory
    Stream<DynamicTest> eachKindOfDamage() {
        return Stream.of(crashes(), lostEnds(), middles(), headers(), refused())
                .flatMap(kinds -> kinds)
                .map(kind -> DynamicTest.dynamicTest(kind.name(), () -> check(kind)));
    }

    /** What a crash leaves: nothing that was acknowledged is gone. */
    private static Stream<Kind> crashes() {
        return Stream.of(
                Kind.served("no damage", (_, _, _) -> {}, "abcd"),
                Kind.served("zeros behind the last group", (_, _, l) -> add(l, 5_000), "abcd"),
                Kind.served(
                        "garbage behind the last group",
                        (_, _, l) -> garbage(l),
                        "abcd",
                        LAST + "-at-108-21.torn"),
                Kind.served(
                        "duplicated tail",
                        (_, _, l) -> addCopyOfLastGroup(l),
                        "abcd",
                        LAST + "-at-108-42.torn"),
                Kind.unnoted(
                        "torn tail", (_, _, l) -> shorten(l, 1), "abc", LAST + "-at-66-41.torn"),
                Kind.unnoted(
                        "torn in the header",
                        (_, _, l) -> shorten(l, GROUP - 5),
                        "abc",
                        LAST + "-at-66-5.torn"),
                Kind.unnoted(
                        "zero-filled tail",
                        (_, _, l) -> zero(l, HEADER + GROUP + 9),
                        "abc",
                        LAST + "-at-66-42.torn"),
                Kind.unnoted("tail all zeros", (_, _, l) -> zero(l, HEADER + GROUP), "abc"),
                Kind.unnoted(
                        "flipped bit in the last group",
                        (_, _, l) -> flipLast(l),
                        "abc",
                        LAST + "-at-66-42.torn"),
                Kind.unnoted(
                        "last segment without groups", (_, _, l) -> LogFiles.cut(l, HEADER), "ab"),
                Kind.unnoted("half a header", (_, _, l) -> LogFiles.cut(l, 10), "ab"),
                Kind.unnoted("empty last segment", (_, _, l) -> LogFiles.cut(l, 0), "ab"),
                Kind.unnoted("zeros for the last header", (_, _, l) -> zeroHeader(l), "ab"),
                Kind.unnoted("last segment missing", (_, _, l) -> Files.delete(l), "ab"),
                Kind.served(
                        "another file in the folder",
                        (folder, _, _) -> Files.writeString(folder.resolve("notes.txt"), "hello"),
                        "abcd"));
    }

    /** The same harm, where the note tells that the groups had been acknowledged. */
    private static Stream<Kind> lostEnds() {
        return Stream.of(
                Kind.served(
                        "truncated tail",
                        (_, _, l) -> shorten(l, 1),
                        "abc",
                        LAST + "-at-66-42.damaged"),
                Kind.served(
                        "zero-filled tail",
                        (_, _, l) -> zero(l, HEADER + GROUP),
                        "abc",
                        LAST + "-at-66-42.damaged"),
                Kind.served(
                        "flipped bit in the last group",
                        (_, _, l) -> flipLast(l),
                        "abc",
                        LAST + "-at-66-42.damaged"),
                Kind.served(
                        "flipped bit in the last group, garbage behind it",
                        (_, _, l) -> {
                            flipLast(l);
                            garbage(l);
                        },
                        "abc",
                        LAST + "-at-108-21.torn",
                        LAST + "-at-66-42.damaged"),
                Kind.served(
                        "last segment without groups",
                        (_, _, l) -> LogFiles.cut(l, HEADER),
                        "ab",
                        LAST + "-at-24-84.damaged"),
                Kind.served(
                        "half a header",
                        (_, _, l) -> LogFiles.cut(l, 10),
                        "ab",
                        LAST + "-at-0-24.damaged",
                        LAST + "-at-24-84.damaged"),
                Kind.served(
                        "empty last segment",
                        (_, _, l) -> LogFiles.cut(l, 0),
                        "ab",
                        LAST + "-at-0-24.damaged",
                        LAST + "-at-24-84.damaged"),
                Kind.served(
                        "last segment missing",
                        (_, _, l) -> Files.delete(l),
                        "ab",
                        FIRST + "-at-108-84.damaged"),
                Kind.served(
                        "all segments missing",
                        (_, f, l) -> {
                            Files.delete(f);
                            Files.delete(l);
                        },
                        "",
                        FIRST + "-at-24-168.damaged"),
                Kind.served(
                        "spoilt note of the end",
                        (folder, _, l) -> {
                            LogFiles.flip(folder.resolve(DurableMark.NAME), 15);
                            shorten(l, 1);
                        },
                        "abc",
                        LAST + "-at-66-41.torn"));
    }

    /** A group behind tells that what is damaged had been acknowledged. */
    private static Stream<Kind> middles() {
        return Stream.of(
                Kind.unnoted(
                        "flipped bit in the middle of the last segment",
                        (_, _, l) -> LogFiles.flip(l, HEADER + 30),
                        "abd",
                        LAST + "-at-24-42.damaged"),
                Kind.unnoted(
                        "flipped length in the middle",
                        (_, _, l) -> LogFiles.flip(l, HEADER + 16),
                        "abd",
                        LAST + "-at-24-42.damaged"),
                Kind.unnoted(
                        "flipped position in the middle",
                        (_, _, l) -> LogFiles.flip(l, HEADER + 15),
                        "abd",
                        LAST + "-at-24-42.damaged"),
                Kind.unnoted(
                        "middle zeroed",
                        (_, _, l) -> zero(l, HEADER, HEADER + GROUP),
                        "abd",
                        LAST + "-at-24-42.damaged"),
                Kind.served(
                        "flipped bit in an older segment",
                        (_, f, _) -> LogFiles.flip(f, HEADER + 35),
                        "bcd",
                        FIRST + "-at-24-42.damaged"),
                Kind.served(
                        "flipped bit in the last group of an older segment",
                        (_, f, _) -> flipLast(f),
                        "acd",
                        FIRST + "-at-66-42.damaged"),
                Kind.served(
                        "older segment cut off",
                        (_, f, _) -> shorten(f, 1),
                        "acd",
                        FIRST + "-at-66-42.damaged"),
                Kind.served(
                        "older segment empty",
                        (_, f, _) -> LogFiles.cut(f, 0),
                        "cd",
                        FIRST + "-at-0-24.damaged",
                        FIRST + "-at-24-84.damaged"),
                Kind.served(
                        "older segment with bytes behind its end",
                        (_, f, _) -> garbage(f),
                        "abcd",
                        FIRST + "-at-108-21.damaged"),
                Kind.served(
                        "missing segment",
                        (folder, _, l) -> {
                            LogFiles.write(folder, 100, "e", "f");
                            Files.delete(l);
                        },
                        "abef",
                        FIRST + "-at-108-84.damaged"),
                Kind.served(
                        "two damaged groups with a whole one between",
                        (folder, _, l) -> {
                            LogFiles.write(folder, 1_000, "e", "f");
                            LogFiles.flip(l, HEADER + 30);
                            LogFiles.flip(l, HEADER + 2 * GROUP + 30);
                        },
                        "abdf",
                        LAST + "-at-108-42.damaged",
                        LAST + "-at-24-42.damaged"));
    }

    private static Stream<Kind> headers() {
        return Stream.of(
                Kind.served(
                        "flipped bit in an older file's header",
                        (_, f, _) -> LogFiles.flip(f, 13),
                        "abcd",
                        FIRST + "-at-0-24.damaged"),
                Kind.served(
                        "flipped bit in the last file's header",
                        (_, _, l) -> LogFiles.flip(l, 13),
                        "abcd",
                        LAST + "-at-0-24.damaged"),
                Kind.served(
                        "foreign file",
                        (_, _, l) -> Files.writeString(l, "something else ".repeat(9)),
                        "ab",
                        LAST + "-at-0-24.damaged",
                        LAST + "-at-108-27.torn",
                        LAST + "-at-24-84.damaged"),
                Kind.unnoted(
                        "foreign file",
                        (_, _, l) -> Files.writeString(l, "something else ".repeat(9)),
                        "ab",
                        LAST + "-at-0-24.damaged",
                        LAST + "-at-24-111.torn"));
    }

    /** Nothing is damaged, but it must not be written on: nothing is changed. */
    private static Stream<Kind> refused() {
        return Stream.of(
                Kind.refused(
                        "renamed segment",
                        (folder, first, last) -> {
                            Files.delete(first);
                            Files.move(last, folder.resolve("00000000000000000085.log"));
                        },
                        "says that it starts at 84"),
                Kind.refused(
                        "newer format of a file",
                        (_, _, last) -> newer(last, 0, 11, 20),
                        "newer version of Maidian"),
                Kind.refused(
                        "newer format of an older file",
                        (_, first, _) -> newer(first, 0, 11, 20),
                        "newer version of Maidian"),
                Kind.refused(
                        "newer format of a group",
                        (_, _, last) -> newer(last, HEADER + GROUP, 3, 24),
                        LAST + ".log at offset 66",
                        "newer version of Maidian"));
    }

    private void check(Kind kind) throws IOException {
        Path folder = Files.createTempDirectory(temporary, "log");
        List<Path> files = LogFiles.write(folder, 100, "a", "b", "c", "d").files();
        assertThat(files).hasSize(2);
        kind.harm().to(folder, files.getFirst(), files.getLast());
        Map<String, ByteBuffer> before = contents(folder);
        if (kind.refusal().isEmpty()) {
            checkServed(folder, kind, before);
        } else {
            assertThatThrownBy(() -> LogFiles.recovered(folder))
                    .isInstanceOf(IOException.class)
                    .message()
                    .contains(kind.refusal())
                    .doesNotContain("\n");
            assertThat(contents(folder)).as("changed by a refused start").isEqualTo(before);
        }
    }

    private static void checkServed(Path folder, Kind kind, Map<String, ByteBuffer> before)
            throws IOException {
        List<String> left = kind.left().chars().mapToObj(Character::toString).toList();
        Health.Part health = new Health().part("log");
        assertThat(LogFiles.recovered(folder, health)).isEqualTo(left);
        Path aside = folder.resolve(DamagedParts.FOLDER);
        Map<String, ByteBuffer> kept = Files.exists(aside) ? contents(aside) : Map.of();
        assertThat(kept.keySet()).containsExactlyInAnyOrderElementsOf(kind.kept());
        kept.forEach((name, bytes) -> assertThat(bytes).as(name).isEqualTo(original(name, before)));
        assertThat(health.status().ready()).isTrue();
        boolean damaged = kept.keySet().stream().anyMatch(name -> name.endsWith(".damaged"));
        assertThat(health.status().message().contains("DEGRADED")).isEqualTo(damaged);

        // Another start finds the same, and the log goes on.
        assertThat(LogFiles.recovered(folder)).isEqualTo(left);
        LogFiles.write(folder, 100, "next");
        Health.Part later = new Health().part("log");
        assertThat(LogFiles.recovered(folder, later)).hasSize(left.size() + 1).endsWith("next");
        assertThat(later.status().message().contains("DEGRADED")).isEqualTo(damaged);
        assertThat(Files.exists(aside) ? contents(aside) : Map.of()).isEqualTo(kept);
    }

    /** The bytes that stood where the name of a kept file says, as far as there were any. */
    private static ByteBuffer original(String name, Map<String, ByteBuffer> files) {
        String[] parts = name.substring(0, name.indexOf('.')).split("-");
        ByteBuffer file = files.getOrDefault(parts[0] + ".log", ByteBuffer.allocate(0));
        int from = Math.min(Integer.parseInt(parts[2]), file.limit());
        return file.slice(from, Math.min(Integer.parseInt(parts[3]), file.limit() - from));
    }

    private static Map<String, ByteBuffer> contents(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            Map<String, ByteBuffer> all = new TreeMap<>();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.put(
                        String.valueOf(file.getFileName()),
                        ByteBuffer.wrap(Files.readAllBytes(file)));
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
        LogFiles.addTo(file, "MDG\u0001MDG\u0001 garbage MDG!".getBytes(StandardCharsets.UTF_8));
    }

    private static void flipLast(Path file) throws IOException {
        LogFiles.flip(file, HEADER + 2 * GROUP - 1);
    }

    private static void addCopyOfLastGroup(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        LogFiles.addTo(file, Arrays.copyOfRange(bytes, bytes.length - GROUP, bytes.length));
    }

    private static void zero(Path file, int from) throws IOException {
        zero(file, from, (int) Files.size(file));
    }

    private static void zero(Path file, int from, int to) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, from, to, (byte) 0);
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
