package io.maidian.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * The packaged product in its folder, and the programs that were started from it. None of them
 * outlives the tests.
 */
final class Product {
    private static final Path HOME = Path.of(property("maidian.home")).toAbsolutePath().normalize();
    private static final Path TARGET = Path.of(property("maidian.target")).toAbsolutePath();
    private static final String JAVA_OPTIONS = "MAIDIAN_JAVA_OPTS";
    private static final Duration EXIT_LIMIT = Duration.ofSeconds(60);
    private static final AtomicInteger STARTED = new AtomicInteger();
    private static final Set<Process> ALIVE = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .unstarted(() -> ALIVE.forEach(Process::destroyForcibly)));
    }

    private Product() {}

    /** A program that was started, with its output so far. */
    record Started(
            Process process, ProcessOutput out, ProcessOutput err, Path log, Path temporary) {}

    /** A program that has ended. */
    record Ended(int status, List<String> out, List<String> err) {
        /** All that it said, without empty lines. */
        List<String> said() {
            return Stream.concat(out.stream(), err.stream()).filter(l -> !l.isBlank()).toList();
        }
    }

    /** Starts {@code maidian ARGUMENTS}. */
    static Started start(List<String> arguments) {
        return startMaidian(arguments, "");
    }

    /**
     * Starts {@code maidian ARGUMENTS}.
     *
     * @param javaOptions that come after its own, separated by spaces
     */
    static Started startMaidian(List<String> arguments, String javaOptions) {
        return start(command(arguments.toArray(String[]::new)), Map.of(JAVA_OPTIONS, javaOptions));
    }

    /** The command line of {@code maidian ARGUMENTS}. */
    static List<String> command(String... arguments) {
        Path script = HOME.resolve("maidian");
        if (!Files.isExecutable(script)) {
            throw new IllegalStateException(
                    "There is no packaged product at "
                            + HOME
                            + ": build it with ./run, or with mvn verify in the root, or name one by -Dmaidian.home=DIR.");
        }
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Starts any program. */
    static Started start(List<String> command, Map<String, String> environment) {
        String name =
                "%03d-%s"
                        .formatted(
                                STARTED.incrementAndGet(), Path.of(command.get(0)).getFileName());
        Path logs = TARGET.resolve("output");
        Path temporary = TARGET.resolve("tmp").resolve(name);
        try {
            Files.createDirectories(logs);
            Files.createDirectories(temporary);
            ProcessBuilder builder = new ProcessBuilder(command);
            builder.environment().put("JAVA_HOME", property("java.home"));
            builder.environment().putAll(environment);
            builder.environment()
                    .put(
                            JAVA_OPTIONS,
                            "-Djava.io.tmpdir="
                                    + temporary
                                    + " "
                                    + environment.getOrDefault(JAVA_OPTIONS, ""));
            builder.directory(TARGET.toFile());
            Process process = builder.start();
            ALIVE.add(process);
            return new Started(
                    process,
                    ProcessOutput.of(process.getInputStream(), logs.resolve(name + ".out")),
                    ProcessOutput.of(process.getErrorStream(), logs.resolve(name + ".err")),
                    logs.resolve(name + ".err"),
                    temporary);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command, e);
        }
    }

    /** Runs {@code maidian ARGUMENTS} to its end. */
    static Ended run(String... arguments) {
        return awaitEnd(start(List.of(arguments)));
    }

    /** Waits for a program's end; one that does not end is a failure. */
    static Ended awaitEnd(Started started) {
        awaitEnd(started, EXIT_LIMIT);
        Ended ended =
                new Ended(
                        started.process().exitValue(),
                        started.out().awaitEnd(),
                        started.err().awaitEnd());
        delete(started.temporary());
        return ended;
    }

    /** Waits for a program's end; one that does not end in time is killed, and a failure. */
    static void awaitEnd(Started started, Duration limit) {
        try {
            if (!started.process().waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                started.process().destroyForcibly();
                throw new AssertionError(
                        "it did not end within "
                                + limit
                                + "; it said "
                                + started.out().lines()
                                + started.err().lines());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** A new, empty folder below the build's output, which outlives the test for a look at it. */
    static Path newFolder(String name) {
        try {
            Path parent = Files.createDirectories(TARGET.resolve("data"));
            return Files.createTempDirectory(parent, name + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file below the build's output; its folders exist. */
    static Path output(String name) {
        try {
            Path file = TARGET.resolve(name);
            Files.createDirectories(file.resolveSibling("."));
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All regular files below a folder, sorted by path. */
    static List<Path> filesBelow(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted(Comparator.naturalOrder()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes a folder with all that is in it. */
    static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file of the repository. */
    static Path source(String name) {
        return Path.of(property("maidian.root")).resolve(name).normalize();
    }

    private static String property(String name) {
        String value = System.getProperty(name);
        if (value == null) {
            throw new IllegalStateException("run this with Maven, which sets " + name);
        }
        return value;
    }
}
