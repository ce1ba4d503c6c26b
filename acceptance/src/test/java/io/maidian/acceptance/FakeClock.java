package io.maidian.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A wall clock for one process that can be set while it runs, by Debian's libfaketime; clocks that
 * measure intervals go on as they are, as with a real clock that is set. For one thread.
 */
final class FakeClock {
    private static final Path LIBRARIES = Path.of("/usr/lib");
    private static final String LIBRARY = "libfaketimeMT.so.1";

    private final Path file;

    FakeClock(Path file) throws IOException {
        this.file = file;
        set(Duration.ZERO);
    }

    /** The environment of a process that sees this clock. */
    Map<String, String> environment() throws IOException {
        // Without NO_FAKE_STAT Java takes its own files for changed ones.
        return Map.of(
                "NO_FAKE_STAT", "1",
                "LD_PRELOAD", library().toString(),
                "FAKETIME_TIMESTAMP_FILE", file.toString(),
                "FAKETIME_NO_CACHE", "1",
                "DONT_FAKE_MONOTONIC", "1",
                "FAKETIME_DONT_FAKE_MONOTONIC", "1");
    }

    /** Sets it ahead of the true time, or behind. */
    void set(Duration ahead) throws IOException {
        // Renamed into place: a reader never sees half of it.
        Path next = file.resolveSibling(file.getFileName() + ".next");
        Files.writeString(next, "%+d%n".formatted(ahead.toSeconds()));
        Files.move(next, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    private static Path library() throws IOException {
        try (Stream<Path> files = Files.find(LIBRARIES, 4, (path, _) -> path.endsWith(LIBRARY))) {
            return files.findFirst()
                    .orElseThrow(() ->
                            new AssertionError(
                                    "this test needs Debian's libfaketime: apt-get install"
                                            + " libfaketime, or start by ./test"));
        }
    }
}
