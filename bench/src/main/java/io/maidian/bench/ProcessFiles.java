package io.maidian.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What Linux tells of a process in {@code /proc}. */
final class ProcessFiles {
    /**
     * Linux reports processor time to programs in hundredths of a second, whatever it counts in.
     */
    private static final long NANOS_PER_TICK = 10_000_000;

    // Places among the fields of a stat file that come after the name in brackets.
    private static final int USER_TIME = 11;
    private static final int SYSTEM_TIME = 12;
    private static final int CHILDREN_USER_TIME = 13;
    private static final int CHILDREN_SYSTEM_TIME = 14;

    private ProcessFiles() {}

    /**
     * What one thread has used so far.
     *
     * @param name of at most 15 characters
     * @param switches how often it gave the processor away, willingly or not
     */
    record ThreadFigures(String name, Duration processorTime, long switches) {}

    /** Of a process and of its children that have ended; nothing if it has ended itself. */
    static Duration processorTime(long pid) throws IOException {
        try {
            String[] fields = statFields(Path.of("/proc", Long.toString(pid), "stat"));
            return ticks(fields, USER_TIME, SYSTEM_TIME, CHILDREN_USER_TIME, CHILDREN_SYSTEM_TIME);
        } catch (NoSuchFileException _) {
            return Duration.ZERO;
        }
    }

    /** The program and its arguments, however long; Java's own way gives up beyond 4 KB. */
    static List<String> commandLine(long pid) throws IOException {
        String words = Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"));
        return List.of(words.split("\0"));
    }

    /** VmRSS. */
    static long residentBytes(long pid) throws IOException {
        return field(Path.of("/proc", Long.toString(pid), "status"), "VmRSS:") * 1024;
    }

    /** By thread id; without those that ended meanwhile. */
    static Map<Long, ThreadFigures> threads(long pid) throws IOException {
        Map<Long, ThreadFigures> figures = new HashMap<>();
        Path tasks = Path.of("/proc", Long.toString(pid), "task");
        List<Path> folders;
        try (Stream<Path> listed = Files.list(tasks)) {
            folders = listed.toList();
        }
        for (Path folder : folders) {
            try {
                figures.put(Long.valueOf(folder.getFileName().toString()), thread(folder));
            } catch (NoSuchFileException _) {
                // It has ended; what it used shows in the process's own figures.
            }
        }
        return figures;
    }

    /** Bytes of all files below a folder; files that go meanwhile count as nothing. */
    static long folderBytes(Path folder) throws IOException {
        long bytes = 0;
        List<Path> files;
        try (Stream<Path> listed = Files.walk(folder)) {
            files = listed.toList();
        }
        for (Path file : files) {
            try {
                bytes += Files.isRegularFile(file) ? Files.size(file) : 0;
            } catch (NoSuchFileException _) {
                // It was merged or dropped meanwhile, and takes no room.
            }
        }
        return bytes;
    }

    private static ThreadFigures thread(Path folder) throws IOException {
        Path status = folder.resolve("status");
        long switches =
                field(status, "voluntary_ctxt_switches:")
                        + field(status, "nonvoluntary_ctxt_switches:");
        String name = Files.readString(folder.resolve("comm")).strip();
        return new ThreadFigures(
                name, ticks(statFields(folder.resolve("stat")), USER_TIME, SYSTEM_TIME), switches);
    }

    /** The fields after the name, which may hold blanks and brackets itself. */
    private static String[] statFields(Path file) throws IOException {
        String stat = Files.readString(file);
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    }

    private static Duration ticks(String[] fields, int... places) {
        long sum = 0;
        for (int place : places) {
            sum += Long.parseLong(fields[place]);
        }
        return Duration.ofNanos(sum * NANOS_PER_TICK);
    }

    private static long field(Path file, String name) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(name))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0L);
    }
}
