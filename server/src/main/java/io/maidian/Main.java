package io.maidian;

import java.util.List;
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
        versionProvider = Main.VersionProvider.class)
public final class Main {
    private static final List<Class<?>> COMMANDS =
            List.of(
                    ServeCommand.class,
                    LogCommand.class,
                    OperationCommand.Snapshot.class,
                    OperationCommand.Compact.class,
                    OperationCommand.Rebuild.class,
                    OperationCommand.Backup.class,
                    RestoreCommand.class,
                    VerifyLedgerCommand.class);

    private Main() {}

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] args) {
        System.exit(commandLine(args).execute(args));
    }

    /**
     * What can read these arguments: the command that they name, or all of them where they name
     * none. To read what all commands take is a tenth of a start.
     */
    static CommandLine commandLine(String... args) {
        CommandLine line = new CommandLine(new Main());
        List<Class<?>> named = COMMANDS.stream().filter(command -> names(command, args)).toList();
        (named.isEmpty() ? COMMANDS : named).forEach(line::addSubcommand);
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

    private static boolean names(Class<?> command, String[] args) {
        return args.length > 0 && command.getAnnotation(Command.class).name().equals(args[0]);
    }

    /** Reads the version from the build. */
    static final class VersionProvider implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"maidian " + Version.current()};
        }
    }
}
