package io.maidian.bench;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every program here is told. */
final class Options {
    @Option(names = "--root", hidden = true, description = "the project's folder")
    private Path root = Path.of(".");

    @Option(
            names = "--scratch",
            paramLabel = "FOLDER",
            description = "a folder on the disk to measure; bench/target/scratch if left out")
    private @Nullable Path scratch;

    Path root() {
        return root;
    }

    Scratch openScratch() throws IOException {
        Path parent = scratch == null ? root.resolve("bench/target/scratch") : scratch;
        return new Scratch(parent.toAbsolutePath());
    }
}
