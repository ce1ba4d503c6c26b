package io.maidian.bench;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What the figures were measured on: printed above them, since they mean nothing without it. */
final class MachineFacts {
    private static final Duration PROBE = Duration.ofSeconds(2);
    private static final int BLOCK_BYTES = 64 * 1024;

    /** Above this share of the processors in use before the run, its figures say little. */
    private static final double BUSY_SHARE = 0.25;

    private MachineFacts() {}

    /** Probes the disk that the folder lies on, for two seconds. */
    static String read(Path folder) throws IOException {
        int cores = Runtime.getRuntime().availableProcessors();
        double load = Double.parseDouble(first(Path.of("/proc/loadavg")).split(" ")[0]);
        FileStore store = Files.getFileStore(folder);
        StringBuilder text = new StringBuilder();
        line(text, "machine", cores + " cores, " + field("/proc/cpuinfo", "model name"));
        line(text, "memory", field("/proc/meminfo", "MemTotal"));
        line(
                text,
                "system",
                System.getProperty("os.name") + " " + first(Path.of("/proc/sys/kernel/osrelease")));
        line(
                text,
                "JDK",
                System.getProperty("java.vendor.version")
                        + ", "
                        + System.getProperty("java.runtime.version"));
        line(text, "disk", store.type() + " on " + store.name());
        DiskProbe disk = DiskProbe.run(folder, BLOCK_BYTES, PROBE);
        line(text, "", "write + force of 64 KiB: " + disk.figures());
        line(text, "load before", load + " over the last minute");
        if (load > cores * BUSY_SHARE) {
            line(text, "", "THE MACHINE IS BUSY WITH OTHER WORK: these figures are too low.");
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append("%-12s %s%n".formatted(name, value));
    }

    private static String field(String file, String name) throws IOException {
        List<String> lines = Files.readAllLines(Path.of(file));
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
    }

    private static String first(Path file) throws IOException {
        return Files.readAllLines(file).getFirst();
    }
}
