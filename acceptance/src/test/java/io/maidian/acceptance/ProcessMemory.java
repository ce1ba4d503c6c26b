package io.maidian.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much memory a server's process takes, seen from outside; on Linux. */
final class ProcessMemory {
    private static final Pattern TOTAL = Pattern.compile("Total\\s+\\d+\\s+(\\d+)");

    private final long pid;

    ProcessMemory(MaidianProcess maidian) {
        pid = maidian.process().pid();
    }

    /** Bytes of its heap that are in use after a full collection. */
    long liveHeapBytes() {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Product.Ended ended =
                Product.awaitEnd(
                        Product.start(
                                List.of(jcmd.toString(), Long.toString(pid), "GC.class_histogram"),
                                Map.of()));
        assertThat(ended.status()).as("%s", ended.err()).isZero();
        Matcher total = TOTAL.matcher(ended.out().getLast());
        assertThat(total.find()).as(ended.out().getLast()).isTrue();
        return Long.parseLong(total.group(1));
    }

    /** The most memory that it had at once since {@link #forgetPeak}. */
    long peakBytes() throws IOException {
        return status("VmHWM:");
    }

    /** The memory that it has now. */
    long bytes() throws IOException {
        return status("VmRSS:");
    }

    void forgetPeak() throws IOException {
        Files.writeString(Path.of("/proc", Long.toString(pid), "clear_refs"), "5");
    }

    private long status(String name) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
            if (line.startsWith(name)) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
            }
        }
        throw new AssertionError("no " + name);
    }
}
