package io.maidian.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bytes that each Java thread has allocated so far, as the JVM's own thread dump tells them. */
final class ThreadDump {
    private static final Pattern THREAD =
            Pattern.compile("(?m)^\".*\" #\\d+ \\[(\\d+)].* allocated=(\\d+)([BKMG]) ");

    private ThreadDump() {}

    /**
     * Asks the JVM, which stops for some ms.
     *
     * @return by the system's thread id, to three digits
     */
    static Map<Long, Long> allocatedBytes(long pid) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        return parse(
                Command.run(List.of(jcmd.toString(), Long.toString(pid), "Thread.print", "-e")));
    }

    static Map<Long, Long> parse(String output) {
        Map<Long, Long> bytes = new HashMap<>();
        Matcher thread = THREAD.matcher(output);
        while (thread.find()) {
            bytes.put(Long.valueOf(thread.group(1)), bytes(thread.group(2), thread.group(3)));
        }
        return bytes;
    }

    private static long bytes(String count, String unit) {
        return Long.parseLong(count) << (10 * "BKMG".indexOf(unit));
    }
}
