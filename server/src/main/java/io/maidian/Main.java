package io.maidian;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/**
 * The command line. Exit codes: 0 done, 1 a bug, 2 something that the caller can mend, told in one
 * line.
 */
@Command(
        name = "maidian",
        description = "A self-hosted server for server-side tracking events.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.VersionProvider.class,
        subcommands = {
            ServeCommand.class,
            LogCommand.class,
            OperationCommand.Snapshot.class,
            OperationCommand.Compact.class,
            OperationCommand.Rebuild.class,
            OperationCommand.Backup.class,
            RestoreCommand.class,
            VerifyLedgerCommand.class
        })
public final class Main {
    private Main() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main());
        line.setUsageHelpAutoWidth(true);
        line.setExecutionExceptionHandler((exception, command, _) -> {
            if (exception instanceof StartException) {
                command.getErr().println("maidian: " + exception.getMessage());
                return CommandLine.ExitCode.USAGE;
            }
            throw exception;
        });
        return line;
    }

    /** Reads the version from the build. */
    static final class VersionProvider implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"maidian " + Version.current()};
        }
    }
}
