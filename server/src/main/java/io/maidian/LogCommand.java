package io.maidian;

import io.maidian.disk.FileDisk;
import io.maidian.log.segment.LogDump;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code maidian log}: looks at the log. */
@Command(
        name = "log",
        description = "Looks at the log of a data folder.",
        mixinStandardHelpOptions = true,
        subcommands = LogCommand.Cat.class)
final class LogCommand {
    /**
     * {@code maidian log cat}: prints what the log holds; may run beside the server, and changes
     * nothing.
     */
    @Command(
            name = "cat",
            description =
                    "Prints the log's groups and records, one a line. Beside a running server it shows what is written so far.",
            mixinStandardHelpOptions = true)
    static final class Cat implements Callable<Integer> {
        @Option(
                names = "--data",
                paramLabel = "DIR",
                defaultValue = "data",
                description = "Data folder (default: ./data).")
        private Path data = Path.of("data");

        @Option(
                names = "--from",
                paramLabel = "POSITION",
                defaultValue = "0",
                description = "Begin at the first group at or after this position.")
        private long from;

        @Option(names = "--limit", paramLabel = "N", description = "Stop after so many groups.")
        private long limit = Long.MAX_VALUE;

        @Spec private @Nullable CommandSpec spec;

        @Override
        public Integer call() throws StartException {
            PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
            Path log = data.resolve("log");
            if (!Files.isDirectory(log)) {
                throw new StartException(
                        "there is no log in " + data + ": name the data folder with --data");
            }
            try {
                LogDump.Summary summary = new LogDump(new FileDisk(), log, out).print(from, limit);
                out.flush();
                return summary.damaged() == 0 ? 0 : 1;
            } catch (IOException e) {
                throw new StartException(
                        "cannot read the log of " + data + ": " + e.getMessage(), e);
            }
        }
    }
}
