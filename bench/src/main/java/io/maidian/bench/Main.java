package io.maidian.bench;

import java.io.IOException;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line behind {@code bench/run}. */
@Command(
        name = "bench/run",
        description = "Measures the packaged product on this machine.",
        subcommands = {
            UploadCommand.class,
            FreshnessCommand.class,
            SoakCommand.class,
            StartCommand.class,
            IdsCommand.class,
            PeersCommand.class,
            StoreCommand.class
        },
        mixinStandardHelpOptions = true)
public final class Main {
    /** What ends sooner has not measured anything. */
    private static final Duration MEASURED = Duration.ofSeconds(5);

    private Main() {}

    /** Ends with 0, with 1 where an acknowledged event was not found once, with 2 on bad usage. */
    public static void main(String[] args) throws IOException {
        MachineUse before = MachineUse.now();
        long started = System.nanoTime();
        CommandLine line = new CommandLine(new Main());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((problem, command, _) -> {
            if (problem instanceof BenchFailure) {
                command.getErr().println(problem.getMessage());
                return 2;
            }
            throw problem;
        });
        int status = line.execute(args);
        if (System.nanoTime() - started > MEASURED.toNanos()) {
            System.out.println(MachineUse.now().since(before));
        }
        System.exit(status);
    }
}
