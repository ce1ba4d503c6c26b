package io.maidian;

import io.maidian.backup.BackupManifest;
import io.maidian.backup.Restore;
import io.maidian.disk.FileDisk;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code maidian restore}: makes a data folder from a backup. */
@Command(
        name = "restore",
        description =
                "Makes a new data folder from a backup, after it has verified all of the backup.",
        mixinStandardHelpOptions = true)
final class RestoreCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "DIR", description = "The backup's folder.")
    private Path from = Path.of("");

    @Option(
            names = "--data",
            paramLabel = "DIR",
            required = true,
            description = "The new data folder; it must be missing or empty.")
    private Path data = Path.of("");

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws StartException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        try {
            Restore restore = new Restore(new FileDisk(), from);
            BackupManifest manifest = restore.manifest();
            out.println("verifying and copying " + (restore.totalBytes() >> 21) + " MiB");
            out.flush();
            restore.into(data, _ -> {});
            out.println(
                    data
                            + " holds the backup of "
                            + Instant.ofEpochMilli(manifest.takenMillis())
                            + ", up to log position "
                            + manifest.end().offset()
                            + ": start it with maidian serve --data "
                            + data);
            out.flush();
            return 0;
        } catch (IOException e) {
            throw new StartException(String.valueOf(e.getMessage()), e);
        }
    }
}
